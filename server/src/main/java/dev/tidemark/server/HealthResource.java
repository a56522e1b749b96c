package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code GET /health/live}: the process works. {@code GET /health/ready}: it can answer questions. */
final class HealthResource implements HttpService {
    private final ServedGroups groups;
    private final StoredValues store;
    private final WarmUp warmUp;

    HealthResource(ServedGroups groups, StoredValues store, WarmUp warmUp) {
        this.groups = groups;
        this.store = store;
        this.warmUp = warmUp;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/live", this::live)
                .any("/live", Routes.only("GET"))
                .get("/ready", this::ready)
                .any("/ready", Routes.only("GET"));
    }

    private void live(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, json -> {
            json.writeStartObject();
            json.writeStringField("status", "UP");
            json.writeEndObject();
        });
    }

    private void ready(ServerRequest request, ServerResponse response) {
        boolean registry = groups.isLoaded();
        boolean redis = store.ping();
        boolean warm = warmUp.isDone();
        boolean ready = registry && redis && warm;
        Answers.send(request, response, ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, json -> {
            json.writeStartObject();
            json.writeStringField("status", ready ? "UP" : "DOWN");
            json.writeStringField("registry", registry ? "UP" : "DOWN");
            json.writeStringField("online_store", redis ? "UP" : "DOWN");
            json.writeStringField("warm_up", warm ? "UP" : "DOWN");
            json.writeEndObject();
        });
    }
}
