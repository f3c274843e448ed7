package io.postern.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The {@code quarantine} section, whose keys differ by its type. */
final class QuarantineReader {

    private static final int KEY_OCTETS = 32;
    private static final List<String> ONLY_DIRECTORY = List.of("path");
    private static final List<String> ONLY_S3 =
            List.of("endpoint", "region", "bucket", "prefix", "path-style", "access-key", "secret-key");

    private static final Notation<String> BUCKET = new Notation<>("the name of a bucket",
            "use lower-case letters, digits, hyphen and dot, 3 to 63",
            text -> Optional.of(text).filter(it -> it.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")));
    private static final Notation<String> PREFIX = new Notation<>("a prefix of object names",
            "use letters, digits and . _ - /, such as postern/",
            text -> Optional.of(text).filter(it -> it.matches("[A-Za-z0-9._/-]{0,200}") && !it.startsWith("/")));
    private static final Notation<String> REGION = new Notation<>("a region", "write it such as eu-central-1",
            text -> Optional.of(text).filter(it -> it.matches("[a-z0-9-]{1,60}")));
    private static final Notation<Secret> KEY = new Notation<>("a key",
            "write ${NAME} or ${file:/path} with 32 octets as base64, as openssl rand -base64 32 makes them",
            text -> Optional.of(text.strip()).filter(QuarantineReader::isKey).map(Secret::new));

    private final Problems problems;
    private final Path folder;

    QuarantineReader(Problems problems, Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    Config.Quarantine read(Section section) {
        boolean s3 = section.value("type", Notation.choice(List.of("directory", "s3"), List.of(), "s3"::equals)).orElse(false);
        var others = (s3 ? ONLY_DIRECTORY : ONLY_S3).stream().filter(section::has).toList();
        others.forEach(key -> problems.warn(section.at(key), "does nothing with this type of quarantine", "leave it out"));
        return s3 ? s3(section) : new Config.Quarantine.Directory(
                folder.resolve(section.value("path", Notation.PATH).orElse(Path.of(""))), keeping(section));
    }

    private Config.Quarantine s3(Section section) {
        return new Config.Quarantine.S3(
                section.value("endpoint", Notation.HTTP_URL),
                section.value("region", REGION).orElse("us-east-1"),
                section.required("bucket", BUCKET).orElse(""),
                section.value("prefix", PREFIX).orElse(""),
                section.value("path-style", Notation.BOOLEAN).orElse(false),
                credentials(section),
                keeping(section));
    }

    private static Optional<Config.S3Credentials> credentials(Section section) {
        if (!section.has("access-key") && !section.has("secret-key")) {
            return Optional.empty();
        }
        return Optional.of(new Config.S3Credentials(
                section.required("access-key", Notation.SECRET).orElse(new Secret("")),
                section.required("secret-key", Notation.SECRET).orElse(new Secret(""))));
    }

    private Config.Keeping keeping(Section section) {
        return new Config.Keeping(
                section.value("retention", Notation.DURATION).orElse(Duration.ZERO),
                section.value("retention-size", Notation.SIZE),
                keys(section),
                section.value("index", Notation.PATH).map(folder::resolve));
    }

    private List<Config.QuarantineKey> keys(Section section) {
        if (!section.has("keys")) {
            return List.of();
        }
        var names = new HashSet<String>();
        return section.sections("keys").stream().map(each -> {
            var name = each.required("name", Notation.LABEL_NAME).orElse("");
            if (!names.add(name)) {
                problems.add(each.at("name"), "is the name of another key, too", "give each key a name of its own");
            }
            return new Config.QuarantineKey(name, each.required("key", KEY).orElse(new Secret("")));
        }).toList();
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_OCTETS;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
