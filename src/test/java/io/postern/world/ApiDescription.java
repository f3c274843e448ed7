package io.postern.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;

/** The description of the HTTP interface, read as a client's generator would, with its schemas at work. */
public final class ApiDescription {

    private static final String BASE = "app://postern.test/openapi.json";
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");

    private final JsonObject document;
    private final SchemaRepository schemas;

    private ApiDescription(JsonObject document) {
        this.document = document;
        this.schemas = SchemaRepository.create(new JsonSchemaOptions()
                .setBaseUri(BASE).setDraft(Draft.DRAFT202012).setOutputFormat(OutputFormat.Basic));
        schemas.dereference(BASE, JsonSchema.of(document.copy()));
    }

    public static ApiDescription read() {
        try (var in = ApiDescription.class.getResourceAsStream("/openapi.json")) {
            return new ApiDescription(new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** By method and path, {@code GET /api/v1/node}. */
    public Map<String, JsonObject> operations() {
        var operations = new TreeMap<String, JsonObject>();
        for (var path : document.getJsonObject("paths")) {
            for (var method : METHODS) {
                var operation = ((JsonObject) path.getValue()).getJsonObject(method);
                if (operation != null) {
                    operations.put(method.toUpperCase(Locale.ROOT) + " " + path.getKey(), operation);
                }
            }
        }
        return operations;
    }

    /** Those of the path and those of the operation. */
    public List<JsonObject> parameters(String operation) {
        var path = document.getJsonObject("paths").getJsonObject(operation.substring(operation.indexOf(' ') + 1));
        var all = new ArrayList<JsonObject>();
        for (var list : List.of(path.getJsonArray("parameters", new JsonArray()),
                operations().get(operation).getJsonArray("parameters", new JsonArray()))) {
            list.forEach(parameter -> all.add(resolved((JsonObject) parameter)));
        }
        return all;
    }

    public boolean hasTag(Object name) {
        return document.getJsonArray("tags").stream().anyMatch(tag -> ((JsonObject) tag).getString("name").equals(name));
    }

    /** What is wrong with an answer of JSON; empty if it is as it is described. */
    public String fault(String operation, int status, String contentType, String body) {
        var responses = operations().get(operation).getJsonObject("responses");
        var response = responses.getJsonObject(String.valueOf(status), responses.getJsonObject("default"));
        if (response == null) {
            return operation + " has no answer " + status;
        }
        var described = resolved(response).getJsonObject("content", new JsonObject());
        var type = described.getJsonObject(contentType);
        if (type == null) {
            return described.isEmpty() && body.isEmpty() ? "" : operation + " " + status + " is no " + contentType;
        }
        var schema = type.getJsonObject("schema");
        var result = schemas.validator(JsonSchema.of(absolute(schema))).validate(new JsonObject(body));
        return result.getValid() ? "" : operation + " " + status + ": " + result.toJson().encode() + "\n" + body;
    }

    private JsonObject resolved(JsonObject maybeReference) {
        var reference = maybeReference.getString("$ref");
        if (reference == null) {
            return maybeReference;
        }
        var found = document;
        for (var step : reference.substring(2).split("/")) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    /** The same schema seen from outside the document. */
    private static JsonObject absolute(JsonObject schema) {
        return new JsonObject(schema.encode().replace("\"#/", "\"" + BASE + "#/"));
    }
}
