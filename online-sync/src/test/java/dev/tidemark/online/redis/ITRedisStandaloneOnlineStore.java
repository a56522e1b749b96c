package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.Answering;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.OnlineStoreContract;
import dev.tidemark.online.local.Gate;
import dev.tidemark.online.local.SharedRedisCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The same store on one Redis that is no Cluster, told by nothing but its address. */
final class ITRedisStandaloneOnlineStore extends OnlineStoreContract {
    private static final int PORT = SharedRedisCluster.freePorts();
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.newRedisServer()
                .port(PORT)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.stop();
    }

    @Override
    protected OnlineStore open(InstantSource clock) {
        return RedisOnlineStore.open(config(), clock);
    }

    @Test
    void theServerIsNoCluster() {
        try (RedisConnection connection = RedisConnection.open(config())) {
            assertThat(connection
                            .commands()
                            .info("cluster")
                            .toCompletableFuture()
                            .join())
                    .contains("cluster_enabled:0");
        }
    }

    /** A cold machine greets in more time than it takes to answer a command. */
    @Test
    void aGreetingMayTakeTheConnectTimeoutAndNotOnlyThatOfACommand() {
        try (Gate slow = new Gate(PORT, Duration.ofMillis(600));
                RedisOnlineStore store =
                        RedisOnlineStore.open(config(slow.port(), Duration.ofMillis(300)), InstantSource.system())) {
            assertThat(store.values(List.of(new byte[] {1})).orThrow()).hasSize(1);
            assertThat(store.answering()).isEqualTo(Answering.ALL);
        }
    }

    private static RedisConfig config() {
        return config(PORT, Duration.ofMillis(500));
    }

    private static RedisConfig config(int port, Duration commandTimeout) {
        return RedisConfig.at(List.of(URI.create("redis://127.0.0.1:" + port))).withCommandTimeout(commandTimeout);
    }
}
