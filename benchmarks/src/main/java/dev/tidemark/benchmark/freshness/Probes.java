package dev.tidemark.benchmark.freshness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the server for the entities of events that were followed, again and again, until the answers know of them. */
final class Probes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 500;

    private record Probe(long number, long sentAt) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private final Map<Long, Probe> waiting = new ConcurrentHashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Probes(URI server) {
        this.address = server.resolve("/features/online");
    }

    void sent(long entity, long number) {
        waiting.put(entity, new Probe(number, System.nanoTime()));
    }

    void failed(Exception reason) {
        failure.compareAndSet(null, reason);
    }

    int waiting() {
        return waiting.size();
    }

    /** Forgets what was measured so far, which was to warm up. */
    void forget() {
        seconds.clear();
        waiting.clear();
    }

    /** From the moment before each event was sent to the answer; those without an answer count as endless. */
    List<Double> seconds() throws IOException {
        Exception reason = failure.get();
        if (reason != null) {
            throw new IOException("An event was not sent", reason);
        }
        List<Double> all = new ArrayList<>(seconds);
        waiting.forEach((entity, probe) -> all.add(Double.POSITIVE_INFINITY));
        return all.stream().sorted().toList();
    }

    /** Asks once for all that wait. */
    void ask() throws IOException, InterruptedException {
        List<Long> entities = waiting.keySet().stream().limit(AT_ONCE).toList();
        if (entities.isEmpty()) {
            return;
        }
        String question = "{\"feature_group\": \"%s\", \"features\": [\"%s\"], \"entity_ids\": [%s]}"
                .formatted(
                        Events.GROUP,
                        Events.FEATURE,
                        entities.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        long now = System.nanoTime();
        if (response.statusCode() != 200) {
            throw new IOException("The server answered %d: %s".formatted(response.statusCode(), response.body()));
        }
        JsonNode answers = JSON.readTree(response.body()).path("features");
        for (long entity : entities) {
            answered(entity, answers.path(Long.toString(entity)).path(Events.FEATURE), now);
        }
    }

    private void answered(long entity, JsonNode number, long now) {
        Probe probe = waiting.get(entity);
        if (probe != null && number.isNumber() && number.asLong() >= probe.number() && waiting.remove(entity, probe)) {
            seconds.add((now - probe.sentAt()) / 1e9);
        }
    }
}
