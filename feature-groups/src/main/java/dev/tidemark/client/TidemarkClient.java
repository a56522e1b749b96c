package dev.tidemark.client;

import dev.tidemark.request.OnlineQuestion;
import dev.tidemark.request.PushRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for features and pushes rows to it. Thread-safe; a process needs only one.
 *
 * <p>A request that gets no answer, or status 503, is tried again within {@link ClientLimits}. That is safe: a lookup
 * changes nothing, and a push has an idempotency key, which the client generates if the request has none. Other
 * refusals are not tried again.
 */
public final class TidemarkClient implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int UNAVAILABLE = 503;

    private final URI server;
    private final ClientLimits limits;
    private final HttpClient http;

    private TidemarkClient(URI server, ClientLimits limits) {
        this.server = server;
        this.limits = limits;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.connect())
                .build();
    }

    /**
     * Creates a client for the server at an address such as {@code http://127.0.0.1:8080}; it connects with the first
     * request.
     */
    public static TidemarkClient at(URI server) {
        return at(server, ClientLimits.usual());
    }

    public static TidemarkClient at(URI server, ClientLimits limits) {
        return new TidemarkClient(server, limits);
    }

    /**
     * Returns the newest features of entities.
     *
     * @return an answer per entity, in the order of the question
     * @throws RequestRefusedException if the server refuses the question
     * @throws ServerUnreachableException if no answer came in time
     */
    public List<EntityFeatures> features(OnlineQuestion question) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (question.featureService() != null) {
            body.put("feature_service", question.featureService());
        }
        if (question.featureGroup() != null) {
            body.put("feature_group", question.featureGroup());
        }
        if (!question.features().isEmpty()) {
            body.put("features", question.features());
        }
        body.put("entity_ids", question.entities());
        body.put("include", List.of("statuses", "event_timestamps"));
        HttpResponse<String> response = answer(request("/features/online", body));
        return read(response, () -> Answers.features(response.body(), question));
    }

    /**
     * Pushes rows; the server accepts all of them or none.
     *
     * @throws RequestRefusedException if the server refuses the rows
     * @throws ServerUnreachableException if no answer came in time. The server may have accepted the rows; pushing them
     *     again with the same idempotency key is harmless
     */
    public PushReceipt push(PushRequest push) {
        String key = push.idempotencyKey() == null ? UUID.randomUUID().toString() : push.idempotencyKey();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("feature_group", push.featureGroup());
        body.put("rows", push.rows());
        body.put("idempotency_key", key);
        HttpResponse<String> response = answer(request("/features/push", body));
        boolean repeated = response.headers().firstValue("Idempotent-Replayed").isPresent();
        return read(response, () -> Answers.receipt(response.body(), repeated));
    }

    private HttpRequest.Builder request(String path, Map<String, Object> body) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonWriter.write(body)));
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        long deadline = System.nanoTime() + limits.request().toNanos();
        for (int tried = 1; ; tried++) {
            Outcome outcome = send(request, deadline);
            if (outcome.response() != null && outcome.response().statusCode() / 100 == 2) {
                return outcome.response();
            }
            long pause = outcome.pause().toNanos();
            if (!outcome.mayBeTriedAgain()
                    || tried == limits.tries()
                    || System.nanoTime() + pause - deadline >= 0
                    || !paused(pause)) {
                throw failure(outcome, tried);
            }
        }
    }

    /** The result of one try: an answer, or the reason why there is none. */
    private record Outcome(
            @Nullable HttpResponse<String> response,
            @Nullable Exception failure) {
        boolean mayBeTriedAgain() {
            return response != null ? response.statusCode() == UNAVAILABLE : failure instanceof IOException;
        }

        /** Returns how long the server asks the client to wait. */
        Duration pause() {
            return response == null
                    ? PAUSE
                    : response.headers()
                            .firstValue("Retry-After")
                            .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                            .orElse(PAUSE);
        }
    }

    private Outcome send(HttpRequest.Builder request, long deadline) {
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        try {
            return new Outcome(http.send(request.timeout(left).build(), HttpResponse.BodyHandlers.ofString()), null);
        } catch (IOException e) {
            return new Outcome(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(null, e);
        }
    }

    /** Sleeps; returns false if the thread was interrupted meanwhile. */
    private static boolean paused(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private TidemarkClientException failure(Outcome outcome, int tried) {
        HttpResponse<String> response = outcome.response();
        if (response != null) {
            return Answers.refusal(response.statusCode(), response.body());
        }
        Exception cause = outcome.failure() == null ? new IOException("no answer") : outcome.failure();
        return new ServerUnreachableException(
                "No answer from %s in %d of %d tries, within %s: %s"
                        .formatted(server, tried, limits.tries(), limits.request(), cause),
                cause);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read();
    }

    private <T> T read(HttpResponse<String> response, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ServerUnreachableException(
                    "Invalid answer of %s: expected that of a Tidemark server: %s"
                            .formatted(response.uri(), e.getMessage()),
                    e);
        }
    }

    /** Closes the client after the requests that have begun. */
    @Override
    public void close() {
        http.close();
    }
}
