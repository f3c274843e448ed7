package io.postern.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A strict look at the dashboards' structure: Grafana takes much in silence that then shows nothing. */
class DashboardsTest {

    private static final Path FOLDER = Path.of("k8s/components/monitoring");
    private static final Set<String> DASHBOARD = Set.of("uid", "title", "description", "tags", "schemaVersion", "version",
            "editable", "graphTooltip", "refresh", "time", "timezone", "annotations", "links", "templating", "panels");
    private static final Set<String> PANEL = Set.of("id", "type", "title", "description", "datasource", "gridPos",
            "fieldConfig", "options", "targets");
    private static final Set<String> ROW = Set.of("id", "type", "title", "collapsed", "gridPos", "panels");
    private static final Set<String> TARGET = Set.of("refId", "datasource", "expr", "legendFormat", "range");
    private static final Set<String> DEFAULTS = Set.of("unit", "color", "thresholds", "min", "max", "custom");
    /** Of Grafana's units those that ours are measured in. */
    private static final Set<String> UNITS = Set.of("none", "s", "bytes", "percentunit", "cps", "mps", "bool");
    private static final JsonObject SOURCE = new JsonObject().put("type", "prometheus").put("uid", "${datasource}");
    private static final int COLUMNS = 24;

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            var all = files.sorted().toList();
            assertEquals(3, all.size(), all::toString);
            return all;
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void isWhatGrafanaExpects(Path file) throws IOException {
        var dashboard = new JsonObject(Files.readString(file));
        assertEquals(DASHBOARD, dashboard.fieldNames());
        assertEquals(file.getFileName().toString(), dashboard.getString("uid") + ".json");
        assertTrue(dashboard.getInteger("schemaVersion") >= 36);
        var variables = objects(dashboard.getJsonObject("templating").getJsonArray("list")).stream()
                .map(variable -> variable.getString("name")).collect(Collectors.toSet());
        assertEquals(Set.of("datasource", "job", "node", "route", "interval"), variables);
        var cells = new HashSet<String>();
        var ids = new HashSet<Integer>();
        for (var panel : objects(dashboard.getJsonArray("panels"))) {
            assertTrue(ids.add(panel.getInteger("id")), panel::encode);
            occupy(cells, panel);
            if (panel.getString("type").equals("row")) {
                assertEquals(ROW, panel.fieldNames());
            } else {
                check(panel, variables);
            }
        }
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static void occupy(Set<String> cells, JsonObject panel) {
        var at = panel.getJsonObject("gridPos");
        assertEquals(Set.of("x", "y", "w", "h"), at.fieldNames());
        assertTrue(at.getInteger("x") + at.getInteger("w") <= COLUMNS, panel::encode);
        for (int x = at.getInteger("x"); x < at.getInteger("x") + at.getInteger("w"); x++) {
            for (int y = at.getInteger("y"); y < at.getInteger("y") + at.getInteger("h"); y++) {
                assertTrue(cells.add(x + "," + y), () -> "covers another: " + panel.getString("title"));
            }
        }
    }

    private static void check(JsonObject panel, Set<String> variables) throws IOException {
        var title = panel.getString("title");
        assertEquals(PANEL, panel.fieldNames(), title);
        assertTrue(Set.of("timeseries", "stat", "gauge").contains(panel.getString("type")), title);
        assertTrue(panel.getString("description").length() > 10, title);
        assertEquals(SOURCE, panel.getJsonObject("datasource"), title);
        var defaults = panel.getJsonObject("fieldConfig").getJsonObject("defaults");
        assertTrue(DEFAULTS.containsAll(defaults.fieldNames()), title);
        assertTrue(UNITS.contains(defaults.getString("unit")), title);
        var steps = objects(defaults.getJsonObject("thresholds").getJsonArray("steps"));
        for (int i = 0; i < steps.size(); i++) {
            assertEquals(i == 0, steps.get(i).getValue("value") == null, title);
            assertTrue(i < 2 || steps.get(i).getDouble("value") > steps.get(i - 1).getDouble("value"), title);
        }
        var references = new HashSet<String>();
        for (var target : objects(panel.getJsonArray("targets"))) {
            assertEquals(TARGET, target.fieldNames(), title);
            assertTrue(references.add(target.getString("refId")), title);
            assertEquals(SOURCE, target.getJsonObject("datasource"), title);
            check(title, target.getString("expr"), variables);
        }
        assertFalse(references.isEmpty(), title);
    }

    private static void check(String title, String expression, Set<String> variables) throws IOException {
        var recorded = Pattern.compile("record: (\\S+)").matcher(Files.readString(FOLDER.resolve("rules.yaml")))
                .results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertEquals(Set.of(), Expressions.unknown(expression, recorded), title);
        Pattern.compile("\\$(\\w+)").matcher(expression).results().map(found -> found.group(1))
                .forEach(used -> assertTrue(variables.contains(used), () -> used + " in " + title));
        assertTrue(expression.contains("$job"), title);
    }
}
