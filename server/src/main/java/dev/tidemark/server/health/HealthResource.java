package dev.tidemark.server.health;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Map;

/** {@code GET /health/live}: the process works. {@code GET /health/ready}: it can answer questions. */
public final class HealthResource implements HttpService {
    private final Readiness readiness;

    public HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/live", this::live)
                .any("/live", new OnlyMethod("GET"))
                .get("/ready", this::ready)
                .any("/ready", new OnlyMethod("GET"));
    }

    private void live(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, json -> {
            json.writeStartObject();
            json.writeStringField("status", "UP");
            json.writeEndObject();
        });
    }

    private void ready(ServerRequest request, ServerResponse response) {
        Readiness.Found found = readiness.look();
        boolean ready = found.isReady();
        Answers.send(request, response, ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, json -> {
            json.writeStartObject();
            json.writeStringField("status", ready ? "UP" : "DOWN");
            for (Map.Entry<String, Readiness.Part> part : found.parts().entrySet()) {
                json.writeStringField(part.getKey(), part.getValue().ready() ? "UP" : "DOWN");
            }
            json.writeNumberField("online_store_percent", found.answeringPercent());
            if (!ready) {
                writeCauses(json, found);
            }
            json.writeEndObject();
        });
    }

    private static void writeCauses(JsonGenerator json, Readiness.Found found) throws IOException {
        json.writeObjectFieldStart("causes");
        for (Map.Entry<String, Readiness.Part> part : found.parts().entrySet()) {
            if (!part.getValue().ready()) {
                json.writeStringField(part.getKey(), part.getValue().cause());
            }
        }
        json.writeEndObject();
    }
}
