package dev.tidemark.server.definition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.json.ServiceJson;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code GET /feature-services} and {@code GET /feature-services/{name}}: which features models take. */
public final class FeatureServicesResource implements HttpService {
    private final ServedGroups definitions;

    public FeatureServicesResource(ServedGroups definitions) {
        this.definitions = definitions;
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
            json.writeArrayFieldStart("feature_services");
            for (ServiceVersion version : definitions.services()) {
                json.writeRawValue(tree(version).toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void one(ServerRequest request, ServerResponse response) {
        ServiceVersion version =
                definitions.service(request.path().pathParameters().get("name"));
        String definition = tree(version)
                .put("fingerprint", version.fingerprint())
                .put("applied_at", version.appliedAt().toString())
                .toString();
        Answers.send(request, response, json -> json.writeRaw(definition));
    }

    private static ObjectNode tree(ServiceVersion version) {
        return ServiceJson.tree(version.featureService()).put("version", version.version());
    }
}
