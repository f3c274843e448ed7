package io.postern.admin;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.postern.observe.Metrics;
import io.postern.observe.Readiness;
import io.postern.world.ApiDescription;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The description that is served and the routes that are answered name the same things. */
class ApiDescriptionTest {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final ApiDescription description = ApiDescription.read();

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        var routes = new TreeSet<String>();
        var guarded = new TreeSet<String>();
        for (var route : routes().routes()) {
            for (var method : route.methods()) {
                routes.add(method + " " + route.path());
                if (route.access() == RouteTable.Access.TOKEN) {
                    guarded.add(method + " " + route.path());
                }
            }
        }
        assertEquals(routes, new TreeSet<>(description.operations().keySet()));
        var described = description.operations().entrySet().stream()
                .filter(operation -> !operation.getValue().containsKey("security"))
                .map(operation -> operation.getKey()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(guarded, described, "what needs the token");
    }

    private static RouteTable routes() {
        var vertx = Vertx.vertx();
        var metrics = new Metrics();
        try {
            return Routes.of(vertx, metrics, new Readiness(), new FakeNode(vertx, ""));
        } finally {
            metrics.close();
            vertx.close();
        }
    }

    @Test
    void everyVariableOfAPathIsAParameterOfIt() {
        description.operations().forEach((operation, _) -> {
            var variables = VARIABLE.matcher(operation).results().map(found -> found.group(1)).collect(Collectors.toSet());
            var parameters = description.parameters(operation).stream()
                    .filter(parameter -> parameter.getString("in").equals("path"))
                    .map(parameter -> parameter.getString("name")).collect(Collectors.toSet());
            assertEquals(variables, parameters, operation);
        });
    }

    @Test
    void whatAChangeOfTheQuarantineMayBeToldIsWhatIsDescribed() {
        assertEquals(asked("POST /api/v1/quarantine/actions"), BulkResource.RELEASE.names());
        assertEquals(Set.of("to", "only", "rescan", "force"), BulkResource.RELEASE.names().stream()
                .filter(name -> !BulkResource.DELETE.names().contains(name)).collect(Collectors.toSet()));
        assertEquals(asked("POST /api/v1/quarantine/{id}/release"), ReleaseResource.PARAMETERS.names());
        assertEquals(asked("DELETE /api/v1/quarantine/{id}"), QuarantinedResource.DELETE.names());
    }

    private Set<String> asked(String operation) {
        return description.parameters(operation).stream().filter(parameter -> parameter.getString("in").equals("query"))
                .map(parameter -> parameter.getString("name")).collect(Collectors.toSet());
    }

    @Test
    void operationsHaveNamesOfTheirOwnAndSayHowTheyFail() {
        var names = new HashSet<String>();
        description.operations().forEach((operation, described) -> {
            assertEquals(true, names.add(described.getString("operationId")), operation);
            var responses = described.getJsonObject("responses", new JsonObject());
            assertEquals(operation.contains(" /api/"), responses.containsKey("default"), operation);
            assertEquals(Set.of(), described.getJsonArray("tags").stream().filter(tag -> !description.hasTag(tag))
                    .collect(Collectors.toSet()), operation);
        });
    }
}
