package io.postern.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** One YAML file into a {@link Config}, or into everything that is wrong with it. */
public final class ConfigLoader {

    /** The only configuration that trusts loopback clients without being told. */
    private static final String WITHOUT_FILE = """
            listeners: [{bind: "127.0.0.1:2525"}]
            access: {relay-from: [127.0.0.0/8, "::1/128"]}
            scan: [{name: rules, type: rules}]
            admin: {bind: "127.0.0.1:8080"}
            quarantine: {path: '%s'}
            """;

    private ConfigLoader() {
    }

    /** Reads the file and the secrets it names; blocks. */
    public static Loaded load(Path file) {
        return load(file, Environment.ofProcess());
    }

    public static Loaded load(Path file, Environment environment) {
        var problems = new Problems(file.toString());
        try (var stream = Files.newInputStream(file)) {
            var octets = stream.readNBytes(YamlText.MAX_OCTETS + 1);
            if (octets.length > YamlText.MAX_OCTETS) {
                problems.add(0, "", "is larger than 1 MiB", "this is probably not a configuration file");
            } else {
                var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
                return read(text, problems, file.toAbsolutePath().getParent(), environment);
            }
        } catch (NoSuchFileException missing) {
            problems.add(0, "", "does not exist", "correct the path");
        } catch (CharacterCodingException notText) {
            problems.add(0, "", "is not UTF-8 text", "save it as UTF-8");
        } catch (IOException unreadable) {
            if (Files.isDirectory(file)) {
                problems.add(0, "", "is a folder", "name the file in it");
            } else {
                problems.add(0, "", "cannot be read (" + unreadable.getClass().getSimpleName() + ")", "let this user read it");
            }
        }
        return new Loaded.Invalid(problems.all());
    }

    /** As {@link #load}, of a text that stands as if it were {@code file}, which need not exist. */
    public static Loaded parse(String text, Path file, Environment environment) {
        return read(text, new Problems(file.toString()), file.toAbsolutePath().getParent(), environment);
    }

    /** What a node runs with when no file is given: loopback only, a single node, mail relayed by MX. */
    public static Config defaults() {
        var text = WITHOUT_FILE.formatted(quarantineFolder().toString().replace("'", "''").replace("${", "$${"));
        return switch (parse(text, Path.of("defaults"), Environment.ofProcess())) {
            case Loaded.Ok(var config, var warnings) -> config;
            case Loaded.Invalid(var all) -> throw new IllegalStateException(all.toString());
        };
    }

    private static Loaded read(String text, Problems problems, Path folder, Environment environment) {
        var node = YamlText.compose(text, problems);
        if (!problems.none()) {
            return new Loaded.Invalid(problems.all());
        }
        var root = Section.root(problems, new Expansion(environment, folder), node);
        var config = new ConfigReader(root, problems, folder).read();
        new ConfigRules(config, problems).check();
        return problems.none() ? new Loaded.Ok(config, problems.warnings()) : new Loaded.Invalid(problems.all());
    }

    private static Path quarantineFolder() {
        var home = Path.of(System.getProperty("user.home", ""));
        return home.isAbsolute() && Files.isWritable(home)
                ? home.resolve(".local/state/postern/quarantine")
                : Path.of(System.getProperty("java.io.tmpdir"), "postern-quarantine").toAbsolutePath();
    }
}
