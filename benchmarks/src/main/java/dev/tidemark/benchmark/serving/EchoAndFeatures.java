package dev.tidemark.benchmark.serving;

import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * The process that is measured: the server as it is, with an echo beside it that answers so many bytes and asks nobody.
 */
final class EchoAndFeatures {
    private EchoAndFeatures() {}

    /** @param arguments how many values are kept near, and the addresses of Redis */
    public static void main(String... arguments) throws InterruptedException {
        int near = Integer.parseInt(arguments[0]);
        RedisConfig redis = RedisConfig.at(
                        Arrays.stream(arguments).skip(1).map(URI::create).toList())
                .withCommandTimeout(Duration.ofSeconds(2))
                .withConnectTimeout(Duration.ofSeconds(5));
        ServerConfig config = ServerConfig.defaults()
                .withPort(0)
                .withMaxEntities(1_000)
                .withMaxConcurrentRequests(1_000)
                .withRegistryRefresh(Duration.ofHours(1))
                .withWarmUp(Duration.ZERO)
                .withNearCacheEntries(near);
        try (RedisOnlineStore store = RedisOnlineStore.open(redis, InstantSource.system(), near);
                FeatureServer server = FeatureServer.builder()
                        .config(config)
                        .definitions(() -> new ServedLoad(1)
                                .groups().stream()
                                        .map(group -> new DefinitionVersion(group, 1, "b", Instant.EPOCH))
                                        .toList())
                        .store(store)
                        .morePaths(routing -> routing.post("/echo/{bytes}", (request, response) -> {
                            request.content().as(byte[].class);
                            response.send(
                                    new byte
                                            [Integer.parseInt(request.path()
                                                    .pathParameters()
                                                    .get("bytes"))]);
                        }))
                        .start()) {
            System.out.println("PORT " + server.port());
            System.out.flush();
            Thread.currentThread().join();
        }
    }
}
