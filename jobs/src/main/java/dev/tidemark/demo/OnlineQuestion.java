package dev.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to the demo's server over HTTP, as a model would. */
final class OnlineQuestion {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;

    OnlineQuestion(URI server) {
        this.server = server;
    }

    /** Returns true if the server answers that it is ready. */
    boolean isReady() throws InterruptedException {
        try {
            return send(HttpRequest.newBuilder(server.resolve("/health/ready")).GET())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends a body for {@code POST /features/online} and returns the answer. */
    JsonNode ask(String body) throws InterruptedException {
        try {
            HttpResponse<String> response = send(HttpRequest.newBuilder(server.resolve("/features/online"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            if (response.statusCode() != 200) {
                throw new FeatureStoreException(
                        ErrorCode.INTERNAL,
                        "The server answered %d: %s".formatted(response.statusCode(), response.body()));
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new FeatureStoreException(ErrorCode.INTERNAL, "The server does not answer at " + server, e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }
}
