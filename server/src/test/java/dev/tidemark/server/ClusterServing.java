package dev.tidemark.server;

import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** A server of {@link WatchedLoad#GROUP} on a cluster, and a writer's own connection to it. */
final class ClusterServing implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final RedisOnlineStore served;
    private final OnlineStore writer;
    private final FeatureServer server;

    private ClusterServing(RedisConfig config) {
        served = RedisOnlineStore.open(config, InstantSource.system());
        writer = RedisOnlineStore.open(config, InstantSource.system());
        server = FeatureServer.builder()
                .config(ServerConfig.defaults()
                        .withPort(0)
                        .withMaxConcurrentRequests(64)
                        .withRegistryRefresh(Duration.ofHours(1))
                        .withWarmUp(Duration.ZERO))
                .definitions(() -> List.of(new DefinitionVersion(WatchedLoad.GROUP, 1, "f", Instant.EPOCH)))
                .store(served)
                .start();
    }

    /** @param commandTimeout how long Redis may take for one command */
    static ClusterServing start(LocalRedisCluster cluster, Duration commandTimeout) {
        return new ClusterServing(RedisConfig.at(cluster.uris()).withCommandTimeout(commandTimeout));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    OnlineStore store() {
        return writer;
    }

    HttpResponse<String> ask(long entity) throws Exception {
        return CLIENT.send(question(entity), HttpResponse.BodyHandlers.ofString());
    }

    /** Whether it is ready; while a node is slow, another may just miss the time limit on a busy machine. */
    HttpResponse<String> ready() throws Exception {
        HttpRequest question =
                HttpRequest.newBuilder(uri().resolve("/health/ready")).build();
        HttpResponse<String> ready = CLIENT.send(question, HttpResponse.BodyHandlers.ofString());
        for (int turn = 0; turn < 20 && ready.statusCode() != 200; turn++) {
            ready = CLIENT.send(question, HttpResponse.BodyHandlers.ofString());
        }
        return ready;
    }

    /** Asks for many entities in one request. */
    HttpResponse<String> askAll(List<Long> entities) throws Exception {
        return CLIENT.send(question("\"entity_ids\": " + entities), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks for two entities at once, whatever can be answered, until the answer has a text. */
    String askPartially(long one, long other, String text) throws Exception {
        HttpRequest question = question("\"entity_ids\": [%d, %d], \"partial\": true".formatted(one, other));
        long start = System.nanoTime();
        while (true) {
            String body =
                    CLIENT.send(question, HttpResponse.BodyHandlers.ofString()).body();
            if (body.contains(text)) {
                return body;
            }
            if (Duration.ofNanos(System.nanoTime() - start).compareTo(PATIENCE) > 0) {
                throw new AssertionError("no '%s' in %s".formatted(text, body));
            }
        }
    }

    /** Sends so many questions at the same time and waits for all answers. */
    List<String> askTogether(long entity, int times) {
        return Stream.generate(() -> CLIENT.sendAsync(question(entity), HttpResponse.BodyHandlers.ofString()))
                .limit(times)
                .toList()
                .stream()
                .map(answer -> answer.join().body())
                .toList();
    }

    /** Asks until the answer is 200. */
    void askUntilAnswered(long entity) throws Exception {
        long start = System.nanoTime();
        while (ask(entity).statusCode() != 200) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(PATIENCE) > 0) {
                throw new AssertionError("no answer after " + waited);
            }
        }
    }

    private HttpRequest question(long entity) {
        return question("\"entity_ids\": [%d]".formatted(entity));
    }

    private HttpRequest question(String fields) {
        return HttpRequest.newBuilder(uri().resolve("/features/online"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"feature_group\": \"watched\", \"include\": [\"statuses\"], %s}".formatted(fields)))
                .build();
    }

    @Override
    public void close() {
        server.close();
        writer.close();
        served.close();
    }
}
