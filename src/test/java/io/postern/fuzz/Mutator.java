package io.postern.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes a sound conversation less so. */
final class Mutator {

    private static final List<String> OCTETS = List.of("\0", "\r", "\n", "\r\n", ".", "\u00ff", "\u0080", " ", "\t", "<", ">",
            "\r\n.\r\n", "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\u00ef\u00bb\u00bf", "\u007f", "{", "\u0016\u0003\u0001");
    private static final List<String> LINES = List.of("RSET", "NOOP", "EHLO again.test", "HELO again.test", "DATA", "QUIT",
            "MAIL FROM:<>", "RCPT TO:<postmaster>", "STARTTLS", "VRFY x", "HELP", "BDAT 0 LAST", "BDAT 5", "BDAT 99999999999",
            "BDAT -1 LAST", "XCLIENT ADDR=10.0.0.1", "GET / HTTP/1.1", "AUTH PLAIN AAAA", ".", "", "MAIL FROM:<a@b.test> SIZE=99999999",
            "MAIL FROM:<\u00e9@b.test> SMTPUTF8", "RCPT TO:<r@next.test> NOTIFY=NEVER", "MAIL FROM:<a@b.test> PRDR",
            "MAIL FROM:<a@b.test> BODY=BINARYMIME");
    private static final int[] HUGE = {100, 512, 998, 1001, 2046, 2050, 5000, 20_000, 60_000};

    private final SplittableRandom random;

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    Script mutate(Script sound) {
        var moves = new ArrayList<>(sound.moves());
        int times = random.nextInt(5);
        for (int i = 0; i < times && !moves.isEmpty(); i++) {
            switch (random.nextInt(10)) {
                case 0 -> glue(moves);
                case 1 -> split(moves);
                case 2 -> cut(moves);
                case 3 -> duplicate(moves);
                case 4 -> moves.remove(random.nextInt(moves.size()));
                case 5 -> swap(moves);
                case 6 -> flip(moves);
                case 7 -> insert(moves, octets());
                case 8 -> insert(moves, "" + (char) ('a' + random.nextInt(26)), HUGE[random.nextInt(HUGE.length)]);
                default -> moves.add(1 + random.nextInt(moves.size()) - 1,
                        new Script.Move(LINES.get(random.nextInt(LINES.size())) + "\r\n", random.nextBoolean()));
            }
        }
        return new Script(List.copyOf(moves), ending());
    }

    private Script.Ending ending() {
        return switch (random.nextInt(20)) {
            case 0 -> Script.Ending.RESET;
            case 1 -> Script.Ending.VANISH;
            case 2 -> Script.Ending.CLOSE;
            default -> Script.Ending.QUIT;
        };
    }

    private String octets() {
        return random.nextInt(4) == 0 ? "" + (char) random.nextInt(256) : OCTETS.get(random.nextInt(OCTETS.size()));
    }

    /** From a random move on nothing is awaited for a while; the greeting and the first command mostly are. */
    private void glue(List<Script.Move> moves) {
        int from = random.nextInt(8) == 0 ? 0 : Math.min(2, moves.size() - 1);
        int first = from + random.nextInt(moves.size() - from);
        int last = Math.min(moves.size() - 1, first + 1 + random.nextInt(6));
        var glued = new StringBuilder();
        for (int i = first; i <= last; i++) {
            glued.append(moves.remove(first).octets());
        }
        moves.add(first, new Script.Move(glued.toString(), true));
    }

    /** One move in many writes. */
    private void split(List<Script.Move> moves) {
        int at = random.nextInt(moves.size());
        var move = moves.remove(at);
        var rest = move.octets();
        for (int i = 0; i < 40 && rest.length() > 1; i++) {
            int length = Math.min(rest.length() - 1, 1 + random.nextInt(8));
            moves.add(at++, new Script.Move(rest.substring(0, length), false));
            rest = rest.substring(length);
        }
        moves.add(at, new Script.Move(rest, move.awaiting()));
    }

    /** The conversation ends after any octet. */
    private void cut(List<Script.Move> moves) {
        int at = random.nextInt(moves.size());
        var move = moves.get(at);
        moves.subList(at, moves.size()).clear();
        moves.add(new Script.Move(move.octets().substring(0, random.nextInt(move.octets().length() + 1)), move.awaiting()));
    }

    private void duplicate(List<Script.Move> moves) {
        int at = random.nextInt(moves.size());
        moves.add(at, moves.get(at));
    }

    private void swap(List<Script.Move> moves) {
        int at = random.nextInt(moves.size());
        moves.add(random.nextInt(moves.size()), moves.remove(at));
    }

    private void flip(List<Script.Move> moves) {
        int at = random.nextInt(moves.size());
        var move = moves.get(at);
        if (move.octets().isEmpty()) {
            return;
        }
        var octets = new StringBuilder(move.octets());
        int place = random.nextInt(octets.length());
        octets.setCharAt(place, (char) (octets.charAt(place) ^ 1 << random.nextInt(8)));
        moves.set(at, new Script.Move(octets.toString(), move.awaiting()));
    }

    private void insert(List<Script.Move> moves, String octets) {
        insert(moves, octets, 1);
    }

    private void insert(List<Script.Move> moves, String octets, int times) {
        int at = random.nextInt(moves.size());
        var move = moves.get(at);
        int place = random.nextInt(move.octets().length() + 1);
        moves.set(at, new Script.Move(
                move.octets().substring(0, place) + octets.repeat(times) + move.octets().substring(place), move.awaiting()));
    }
}
