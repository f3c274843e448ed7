package io.postern.authentic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A public test suite of several YAML documents. */
public final class YamlSuite {

    private static final int MAX_OCTETS = 10 << 20;

    private YamlSuite() {
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> read(String resource) {
        try (var in = YamlSuite.class.getResourceAsStream("/authentic/" + resource)) {
            // a block without lines in it, as other parsers have it
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\| *\n *\n(?= *[\\w-]+:)", "\"\"\n");
            var settings = LoadSettings.builder().setCodePointLimit(MAX_OCTETS).setAllowDuplicateKeys(true).build();
            var documents = new ArrayList<Map<String, Object>>();
            for (var document : new Load(settings).loadAllFromString(text)) {
                documents.add((Map<String, Object>) document);
            }
            return documents;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Map<String, Object>> tests(Map<String, Object> document) {
        return (Map<String, Map<String, Object>>) document.get("tests");
    }
}
