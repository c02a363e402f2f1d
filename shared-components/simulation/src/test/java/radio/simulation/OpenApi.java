package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A description of an API, against which answers are held: as much of OpenAPI 3.1 and JSON Schema
/// as ours uses. A word it does not know is an error, so nothing is taken for checked that is not.
final class OpenApi {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> KNOWN =
            Set.of(
                    "$ref",
                    "description",
                    "type",
                    "enum",
                    "required",
                    "properties",
                    "additionalProperties",
                    "unevaluatedProperties",
                    "allOf",
                    "items",
                    "minimum",
                    "maxItems");

    private final JsonNode root;
    private final Set<String> seen = new TreeSet<>();

    OpenApi(String yaml) {
        root = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    /// Holds an answer against the description.
    void check(String method, String path, int status, String contentType, String body) {
        String what = method + " " + path + " " + status;
        JsonNode response =
                resolved(
                        root.path("paths")
                                .path(path)
                                .path(method)
                                .path("responses")
                                .path(Integer.toString(status)));
        assertThat(response.isMissingNode()).as(what + " is described").isFalse();
        String type = contentType.split(";", 2)[0];
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode()).as(what + " as " + type).isFalse();
        if (type.equals("application/json")) {
            check(content.path("schema"), JSON.readTree(body), what);
        }
        seen.add(what);
    }

    /// Holds a value against one of the named schemas.
    void check(String schema, String json) {
        check(root.path("components").path("schemas").path(schema), JSON.readTree(json), schema);
    }

    /// What is described and was never seen.
    List<String> unseen() {
        List<String> unseen = new ArrayList<>();
        root.path("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, operation) ->
                                operation
                                        .path("responses")
                                        .forEachEntry((status, _) -> {
                                            String what = method + " " + path + " " + status;
                                            if (!seen.contains(what)) {
                                                unseen.add(what);
                                            }
                                        })));
        return unseen;
    }

    private JsonNode resolved(JsonNode node) {
        String ref = node.path("$ref").asString("");
        return ref.isEmpty() ? node : root.at(ref.substring(1));
    }

    private void check(JsonNode given, JsonNode value, String at) {
        JsonNode schema = resolved(given);
        assertThat(schema.isMissingNode()).as(at + " has a schema").isFalse();
        assertThat(KNOWN).as(at).containsAll(schema.propertyNames());
        schema.path("allOf").forEach(part -> check(part, value, at));
        if (schema.has("type")) {
            assertThat(typeFits(schema.path("type").asString(), value))
                    .as(at + " is " + schema.path("type") + ": " + value)
                    .isTrue();
        }
        if (schema.has("enum")) {
            assertThat(schema.path("enum").valueStream()).as(at).contains(value);
        }
        if (schema.has("minimum")) {
            assertThat(value.asDouble())
                    .as(at)
                    .isGreaterThanOrEqualTo(schema.path("minimum").asDouble());
        }
        assertThat(value.size())
                .as(at)
                .isLessThanOrEqualTo(schema.path("maxItems").asInt(Integer.MAX_VALUE));
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.asString())).as(at + name).isTrue());
        if (schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), at + "[" + i + "]");
            }
        }
        properties(schema, value, at);
    }

    private void properties(JsonNode schema, JsonNode value, String at) {
        JsonNode others = schema.path("additionalProperties");
        boolean closed =
                others.isBoolean() && !others.asBoolean()
                        || schema.has("unevaluatedProperties")
                                && !schema.path("unevaluatedProperties").asBoolean();
        Set<String> named = named(schema);
        for (Map.Entry<String, JsonNode> one : value.properties()) {
            String name = one.getKey();
            if (schema.path("properties").has(name)) {
                check(schema.path("properties").path(name), one.getValue(), at + "." + name);
            } else if (others.isObject()) {
                check(others, one.getValue(), at + "." + name);
            } else if (closed) {
                assertThat(named).as(at + " has no such key").contains(name);
            }
        }
    }

    private Set<String> named(JsonNode schema) {
        Set<String> names = new TreeSet<>(schema.path("properties").propertyNames());
        schema.path("allOf").forEach(part -> names.addAll(named(resolved(part))));
        return names;
    }

    private static boolean typeFits(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new AssertionError("unknown type " + type);
        };
    }
}
