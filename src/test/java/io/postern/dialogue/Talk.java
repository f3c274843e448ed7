package io.postern.dialogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The client's side of a dialogue file, to be said in other pieces. */
record Talk(Path file, Place place, List<String> script, List<Group> asWritten) {

    /** Octets that leave in one piece or more, and how many replies follow them. */
    record Group(List<String> pieces, int replies) {
    }

    /** What the node is configured with: further keys of its listener, and further sections. */
    record Place(String listener, String sections) {

        static Place of(Dialogue dialogue) {
            return new Place(
                    dialogue.of(Dialogue.Who.LISTENER).stream().map(step -> ", " + step.text()).collect(Collectors.joining()),
                    dialogue.of(Dialogue.Who.NODE).stream().map(step -> step.text() + "\n").collect(Collectors.joining()));
        }
    }

    private static final int MOST_SINGLE_OCTETS = 1500;

    /** What the node must answer differently when something follows at once, or ends with the octets it has read. */
    private static final Pattern DEPENDS_ON_SEAMS = Pattern.compile(
            "(?is).*(?:(?:EHLO|HELO)[^\\n]*\\n.|STARTTLS|XCLIENT|(?:\\n|^)(?:GET|POST|HOST:)).*");
    private static final Pattern GREETS = Pattern.compile("(?i)(?s)(?:EHLO|HELO).*");

    static Talk of(Path file) {
        var dialogue = Dialogue.read(file);
        var groups = new ArrayList<Group>();
        var octets = new StringBuilder();
        int replies = 0;
        for (var step : dialogue.steps()) {
            if (step.who() == Dialogue.Who.REPLY) {
                replies++;
            } else if (step.who() == Dialogue.Who.CLIENT) {
                if (replies > 0) {
                    groups.add(new Group(List.of(octets.toString()), replies));
                    octets.setLength(0);
                    replies = 0;
                }
                octets.append(step.text());
            }
        }
        groups.add(new Group(List.of(octets.toString()), replies));
        return new Talk(file, Place.of(dialogue), dialogue.of(Dialogue.Who.HOP).stream().map(Dialogue.Step::text).toList(),
                List.copyOf(groups));
    }

    /** Whether the seams are without meaning here: the client waits for the greeting and after its own. */
    boolean isPlain() {
        return asWritten.getFirst().pieces().getFirst().isEmpty() && !place.sections().contains("listeners")
                && waitsForItsGreeting()
                && asWritten.stream().noneMatch(group -> DEPENDS_ON_SEAMS.matcher(group.pieces().getFirst()).matches());
    }

    private boolean waitsForItsGreeting() {
        for (var group : asWritten) {
            var octets = group.pieces().getFirst();
            if (octets.indexOf('\n') != octets.length() - 1) {
                return false;
            }
            if (GREETS.matcher(octets).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Glued from where nobody greets any more, octet by octet, and each group cut in two at its octets. */
    List<List<Group>> manners(int mostCuts) {
        var manners = new ArrayList<List<Group>>();
        manners.add(glued());
        if (asWritten.stream().mapToInt(group -> group.pieces().getFirst().length()).sum() <= MOST_SINGLE_OCTETS) {
            manners.add(asWritten.stream().map(group -> new Group(group.pieces().getFirst().chars()
                    .mapToObj(octet -> "" + (char) octet).toList(), group.replies())).toList());
        }
        for (int at = 0; at < asWritten.size(); at++) {
            int cuts = Math.max(2, mostCuts / asWritten.size());
            for (int cut : cuts(asWritten.get(at).pieces().getFirst(), cuts)) {
                manners.add(cut(at, cut));
            }
        }
        return manners;
    }

    private List<Group> glued() {
        int from = 1;
        for (int at = 1; at < asWritten.size(); at++) {
            if (GREETS.matcher(asWritten.get(at).pieces().getFirst()).matches()) {
                from = at + 1;
            }
        }
        var groups = new ArrayList<>(asWritten.subList(0, Math.min(from, asWritten.size())));
        var rest = asWritten.subList(groups.size(), asWritten.size());
        groups.add(new Group(List.of(rest.stream().map(group -> group.pieces().getFirst()).collect(Collectors.joining())),
                rest.stream().mapToInt(Group::replies).sum()));
        return groups;
    }

    private List<Group> cut(int group, int place) {
        var groups = new ArrayList<>(asWritten);
        var whole = asWritten.get(group).pieces().getFirst();
        groups.set(group, new Group(List.of(whole.substring(0, place), whole.substring(place)), asWritten.get(group).replies()));
        return groups;
    }

    /** Every place, or where there are too many those around newlines and dots first and others at even distances. */
    private static Iterable<Integer> cuts(String octets, int most) {
        var cuts = new TreeSet<Integer>();
        for (int i = 1; i < octets.length() && cuts.size() < most; i++) {
            if (octets.length() <= most || "\r\n.\0".indexOf(octets.charAt(i)) >= 0) {
                cuts.add(i);
            }
        }
        for (int i = 1; i < octets.length() && cuts.size() < most; i += 1 + octets.length() / most) {
            cuts.add(i);
        }
        return cuts;
    }
}
