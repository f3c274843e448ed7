package io.postern.fuzz;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Every fuzz target over the inputs that are kept for it, each as it is and with its first octets changed to other cuts. */
class KeptCorpusTest {

    private static final Path SOURCES = Path.of("src/test/java/io/postern/fuzz");
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    @TestFactory
    Stream<DynamicTest> keptInputs() throws IOException {
        return targets().stream().flatMap(name -> inputs(name).stream().map(file -> DynamicTest.dynamicTest(
                name + " " + file.getFileName(), file.toUri(), () -> run(target(name), Files.readAllBytes(file)))));
    }

    @Test
    void everyTargetHasInputsAndAllInputsATarget() throws IOException {
        try (var folders = Files.list(CORPUS)) {
            assertEquals(targets(), folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .sorted().toList());
        }
        for (var name : targets()) {
            assertFalse(inputs(name).isEmpty(), name);
        }
    }

    private static void run(MethodHandle target, byte[] input) throws Throwable {
        target.invokeExact(input);
        for (int manner = 0; manner < 256 && input.length > 0; manner++) {
            var cut = Arrays.copyOf(input, input.length);
            cut[0] = (byte) manner;
            target.invokeExact(cut);
        }
        for (int length = 0; length < Math.min(input.length, 300); length++) {
            target.invokeExact(Arrays.copyOf(input, length));
        }
    }

    private static List<String> targets() throws IOException {
        try (var files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("Target.java"))
                    .map(name -> name.replace(".java", "")).sorted().toList();
        }
    }

    private static List<Path> inputs(String target) {
        try (var files = Files.list(CORPUS.resolve(target))) {
            return files.sorted().toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static MethodHandle target(String name) throws ReflectiveOperationException {
        return MethodHandles.lookup().findStatic(Class.forName("io.postern.fuzz." + name), "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    }
}
