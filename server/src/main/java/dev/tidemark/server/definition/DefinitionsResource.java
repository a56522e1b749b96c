package dev.tidemark.server.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.feature.json.ServiceJson;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is declared of one kind: {@code GET} of its path lists the definitions, {@code GET} of a name shows one.
 *
 * @param <V> a version of such a definition
 */
public final class DefinitionsResource<V> implements HttpService {
    private final String field;
    private final Supplier<List<V>> all;
    private final Function<String, V> named;
    private final Function<V, ObjectNode> listed;
    private final Function<V, ObjectNode> shown;

    private DefinitionsResource(
            String field,
            Supplier<List<V>> all,
            Function<String, V> named,
            Function<V, ObjectNode> listed,
            Function<V, ObjectNode> shown) {
        this.field = field;
        this.all = all;
        this.named = named;
        this.listed = listed;
        this.shown = shown;
    }

    /** {@code /feature-groups}. */
    public static DefinitionsResource<DefinitionVersion> featureGroups(ServedGroups served) {
        return new DefinitionsResource<>(
                "feature_groups",
                served::all,
                served::group,
                DefinitionsResource::summary,
                version -> withValuesAsOf(version.featureGroup(), DefinitionJson.tree(version.featureGroup()))
                        .put("version", version.version())
                        .put("fingerprint", version.fingerprint())
                        .put("applied_at", version.appliedAt().toString()));
    }

    /** {@code /feature-services}: which features models take. */
    public static DefinitionsResource<ServiceVersion> featureServices(ServedGroups served) {
        return new DefinitionsResource<>(
                "feature_services",
                served::services,
                served::service,
                DefinitionsResource::tree,
                version -> tree(version)
                        .put("fingerprint", version.fingerprint())
                        .put("applied_at", version.appliedAt().toString()));
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::list)
                .any("/", new OnlyMethod("GET"))
                .get("/{name}", this::one)
                .any("/{name}", new OnlyMethod("GET"));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart(field);
            for (V version : all.get()) {
                json.writeRawValue(listed.apply(version).toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void one(ServerRequest request, ServerResponse response) {
        V version = named.apply(request.path().pathParameters().get("name"));
        String definition = shown.apply(version).toString();
        Answers.send(request, response, json -> json.writeRaw(definition));
    }

    private static ObjectNode summary(DefinitionVersion version) {
        FeatureGroup group = version.featureGroup();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("name", group.name())
                .put("description", group.description())
                .put("entity", group.entity().name())
                .put("features", group.features().size())
                .put("online", group.online())
                .put("pushable", group.pushable());
        return withValuesAsOf(group, node).put("version", version.version());
    }

    private static ObjectNode withValuesAsOf(FeatureGroup group, ObjectNode node) {
        group.valuesAsOf().ifPresent(asOf -> node.put("values_as_of", asOf.text()));
        return node;
    }

    private static ObjectNode tree(ServiceVersion version) {
        return ServiceJson.tree(version.featureService()).put("version", version.version());
    }
}
