package dev.tidemark.server;

import dev.tidemark.server.http.Answers;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /} and {@code GET /openapi.json}: what the server can be asked, for persons and for programs. */
final class StartPage {
    private static final byte[] OPEN_API = openApi();

    private StartPage() {}

    /** What a person finds who opens the server's address. */
    static void links(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, json -> {
            json.writeStartObject();
            json.writeStringField("name", "Tidemark");
            json.writeStringField("description", "Serves the newest feature values of entities.");
            json.writeObjectFieldStart("links");
            json.writeStringField("feature_groups", "/feature-groups");
            json.writeStringField("feature_services", "/feature-services");
            json.writeStringField("one_entity", "/features/online/{group}/{entity}");
            json.writeStringField("openapi", "/openapi.json");
            json.writeStringField("ready", "/health/ready");
            json.writeStringField("metrics", "/metrics");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    static void openApi(ServerRequest request, ServerResponse response) {
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        response.send(OPEN_API);
    }

    private static byte[] openApi() {
        try (InputStream content = StartPage.class.getResourceAsStream("/openapi.json")) {
            if (content == null) {
                throw new IllegalStateException("openapi.json is not on the class path");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
