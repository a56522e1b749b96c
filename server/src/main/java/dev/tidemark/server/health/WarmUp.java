package dev.tidemark.server.health;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.http.RequestIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lookups of entities that hardly exist to the server's own port until its code is compiled: a cold JVM takes two
 * to five times as long, and clients should not meet it. Ends early if a request fails; readiness then reports the
 * cause.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ServedGroups groups;
    private final Duration limit;
    private volatile boolean done;

    public WarmUp(ServedGroups groups, Duration limit) {
        this.groups = groups;
        this.limit = limit;
        this.done = limit.isZero();
    }

    /** Whether the server may call itself ready. */
    boolean isDone() {
        return done;
    }

    public void start(URI server) {
        if (!done) {
            Thread.ofVirtual().name("warm-up").start(() -> run(server));
        }
    }

    private void run(URI server) {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            List<HttpRequest> questions = groups.all().stream()
                    .filter(version -> version.featureGroup().online())
                    .map(version -> question(server, version))
                    .toList();
            long end = System.nanoTime() + limit.toNanos();
            int asked = 0;
            boolean well = !questions.isEmpty();
            while (well && System.nanoTime() - end < 0) {
                for (HttpRequest question : questions) {
                    well &= client.send(question, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                    asked++;
                }
            }
            if (questions.isEmpty()) {
                LOG.info("Nothing to warm up: no group is served");
            } else if (well) {
                LOG.info("Warmed up by {} questions within {}", asked, limit);
            } else {
                LOG.warn("The warm-up ended early after {} questions: one was not answered with 200", asked);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The warm-up ended early: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done = true;
        }
    }

    private static HttpRequest question(URI server, DefinitionVersion version) {
        FeatureGroup group = version.featureGroup();
        String id = group.entity().joinKeys().stream()
                .map(joinKey -> "\"%s\":%s".formatted(joinKey.name(), nobody(joinKey)))
                .collect(Collectors.joining(",", "{", "}"));
        return HttpRequest.newBuilder(server.resolve("/features/online"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header(RequestIds.HEADER.defaultCase(), RequestIds.OWN)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"feature_group\":\"%s\",\"entity_ids\":[%s],\"include\":[\"statuses\"]}"
                                .formatted(group.name(), id)))
                .build();
    }

    private static String nobody(JoinKey joinKey) {
        return switch (joinKey.type()) {
            case BOOL -> "false";
            case INT32, INT64 -> "0";
            case TIMESTAMP -> "\"1970-01-01T00:00:00Z\"";
            case STRING, FLOAT32, FLOAT64, BYTES -> "\"\"";
        };
    }
}
