package io.postern.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import io.postern.dialogue.Dialogue;

/** Sound conversations to begin with: those of the dialogue files, and made ones that use what the node announces. */
final class Seeds {

    private static final Path FILES = Path.of("src/test/resources/dialogues");
    private static final List<String> MAIL_PARAMETERS = List.of(" SIZE=2000", " BODY=8BITMIME", " BODY=7BIT");
    private static final List<String> LINES = List.of("plain text", "..", ".", ".x", "", "\u00e9t\u00e9 \u00ff", "\0",
            "From: a@client.test", "Received: from a by mx.postern.test", " folded", "tab\there", "x".repeat(997),
            "y".repeat(998), "z".repeat(999), "long ".repeat(2000), "MAIL FROM:<x@y.test>", "QUIT");

    private final Set<String> announced;
    private final List<Script> files;

    private Seeds(Set<String> announced, List<Script> files) {
        this.announced = announced;
        this.files = files;
    }

    static Seeds of(Set<String> announced) throws IOException {
        var scripts = new ArrayList<Script>();
        try (var files = Files.list(FILES)) {
            for (var file : files.filter(name -> name.toString().endsWith(".smtp")).sorted().toList()) {
                scripts.add(script(Dialogue.read(file)));
            }
        }
        return new Seeds(announced, List.copyOf(scripts));
    }

    /** Each group of lines is a piece whose answers are awaited. */
    private static Script script(Dialogue dialogue) {
        var moves = new ArrayList<Script.Move>();
        var piece = new StringBuilder();
        moves.add(new Script.Move("", true));
        for (var step : dialogue.steps()) {
            if (step.who() == Dialogue.Who.CLIENT) {
                piece.append(step.text());
            } else if (step.who() == Dialogue.Who.REPLY && !piece.isEmpty()) {
                moves.add(new Script.Move(piece.toString(), true));
                piece.setLength(0);
            }
        }
        return new Script(moves, Script.Ending.QUIT);
    }

    /** {@code token} makes the messages unlike all others. */
    Script any(SplittableRandom random, String token) {
        return random.nextInt(4) == 0 ? files.get(random.nextInt(files.size())) : made(random, token);
    }

    private Script made(SplittableRandom random, String token) {
        var moves = new ArrayList<Script.Move>();
        moves.add(new Script.Move("", true));
        moves.add(new Script.Move(random.nextInt(8) == 0 ? "HELO client.test\r\n" : "EHLO client.test\r\n", true));
        int messages = 1 + random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            message(random, token + '-' + i, moves);
        }
        return new Script(moves, Script.Ending.QUIT);
    }

    private void message(SplittableRandom random, String token, List<Script.Move> moves) {
        boolean pipelined = random.nextBoolean();
        moves.add(new Script.Move("MAIL FROM:<" + token + "@client.test>" + mailParameters(random) + "\r\n", !pipelined));
        int recipients = 1 + (random.nextInt(3) == 0 ? random.nextInt(5) : 0);
        for (int i = 0; i < recipients; i++) {
            var domain = random.nextInt(12) == 0 ? "elsewhere.test" : "next.test";
            moves.add(new Script.Move("RCPT TO:<r" + i + '@' + domain + '>' + recipientParameters(random) + "\r\n", !pipelined));
        }
        if (announced.contains("CHUNKING") && random.nextBoolean()) {
            chunks(random, token, pipelined, moves);
        } else {
            moves.add(new Script.Move("DATA\r\n", true));
            moves.add(new Script.Move(NaiveData.stuffed(content(random, token)) + ".\r\n", random.nextInt(4) > 0));
        }
    }

    private static void chunks(SplittableRandom random, String token, boolean pipelined, List<Script.Move> moves) {
        var content = content(random, token);
        while (random.nextInt(3) > 0 && !content.isEmpty()) {
            int length = random.nextInt(content.length());
            moves.add(new Script.Move("BDAT " + length + "\r\n" + content.substring(0, length), !pipelined));
            content = content.substring(length);
        }
        moves.add(new Script.Move("BDAT " + content.length() + " LAST\r\n" + content, true));
    }

    private static String content(SplittableRandom random, String token) {
        var content = new StringBuilder("Subject: " + token + "\r\n\r\n");
        int lines = random.nextInt(12);
        for (int i = 0; i < lines; i++) {
            content.append(LINES.get(random.nextInt(LINES.size()))).append("\r\n");
        }
        return content.toString();
    }

    private String mailParameters(SplittableRandom random) {
        var known = new ArrayList<>(MAIL_PARAMETERS);
        add(known, "SMTPUTF8", " SMTPUTF8");
        add(known, "DSN", " RET=HDRS ENVID=a+2Bb");
        add(known, "BINARYMIME", " BODY=BINARYMIME");
        add(known, "PRDR", " PRDR");
        return random.nextInt(3) > 0 ? "" : known.get(random.nextInt(known.size()));
    }

    private String recipientParameters(SplittableRandom random) {
        return announced.contains("DSN") && random.nextInt(4) == 0
                ? " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;r+2B@next.test" : "";
    }

    private void add(List<String> to, String keyword, String parameters) {
        if (announced.contains(keyword)) {
            to.add(parameters);
        }
    }
}
