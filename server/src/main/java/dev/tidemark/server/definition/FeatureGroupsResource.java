package dev.tidemark.server.definition;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code GET /feature-groups} and {@code GET /feature-groups/{name}}: what is declared. */
public final class FeatureGroupsResource implements HttpService {
    private final ServedGroups groups;

    public FeatureGroupsResource(ServedGroups groups) {
        this.groups = groups;
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
            json.writeArrayFieldStart("feature_groups");
            for (DefinitionVersion version : groups.all()) {
                FeatureGroup group = version.featureGroup();
                json.writeStartObject();
                json.writeStringField("name", group.name());
                json.writeStringField("description", group.description());
                json.writeStringField("entity", group.entity().name());
                json.writeNumberField("features", group.features().size());
                json.writeBooleanField("online", group.online());
                json.writeBooleanField("pushable", group.pushable());
                json.writeNumberField("version", version.version());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void one(ServerRequest request, ServerResponse response) {
        DefinitionVersion version = groups.group(request.path().pathParameters().get("name"));
        String definition = DefinitionJson.tree(version.featureGroup())
                .put("version", version.version())
                .put("fingerprint", version.fingerprint())
                .put("applied_at", version.appliedAt().toString())
                .toString();
        Answers.send(request, response, json -> json.writeRaw(definition));
    }
}
