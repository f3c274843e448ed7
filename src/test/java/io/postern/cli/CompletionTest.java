package io.postern.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a real bash offers behind the words that were typed. */
class CompletionTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exp              | explain
            quarantine re    | release
            explain --nod    | --node
            doctor --res     | --resolver
            """)
    void offers(String typed, String offered) throws IOException, InterruptedException {
        var script = Files.writeString(folder.resolve("completion"), completion());
        var words = List.of(("postern " + typed).split(" "));
        var bash = new ProcessBuilder("bash", "-c", """
                source "$0"
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _complete_postern postern "${COMP_WORDS[COMP_CWORD]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """, script.toString());
        bash.command().addAll(words);
        // compopt complains that this is no prompt.
        var process = bash.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        assertEquals(offered, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        assertEquals(0, process.waitFor());
    }

    private static String completion() {
        var out = new StringWriter();
        var line = PosternCommand.commandLine((_, _) -> 1, (_, _) -> new JsonObject(), List.of()).setOut(new PrintWriter(out));
        assertEquals(0, line.execute("generate-completion"));
        return out.toString();
    }
}
