package dev.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.conf.Secret;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.sync.destination.RedisTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a Redis that does not take commands, and what to do about it. */
final class ITOnlineStoreProbe {
    private static final String USUAL = "Check redis.uris";
    private static final int ROWS = 200_000;
    /** So that it loads for a minute, if nobody ends it. */
    private static final int MICROS_FOR_EACH_ROW = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aClusterThatAnswersIsRight() throws IOException {
        RedisTarget target = new RedisTarget(SharedRedisCluster.config(), 0);

        assertThat(new OnlineStoreProbe(() -> target, USUAL).look()).isEqualTo("answers at " + target.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "yes"})
    void aRedisThatLoadsItsDataIsToBeWaitedFor(String isCluster) throws Exception {
        int port = freePort();
        Process redis = startLoading(port, isCluster);
        try {
            await(port, "loading:1");

            CheckFailedException failure = failure(port);

            assertThat(failure)
                    .hasMessageStartingWith("Redis still loads its data, and nothing is wrong with the settings: ")
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThat(failure.remedy()).isEqualTo("Wait, and run doctor again");
        } finally {
            redis.destroyForcibly();
        }
    }

    @Test
    void whatIsNotSaidByRedisHasTheUsualRemedyAndRightsHaveTheirOwn() throws IOException {
        CheckFailedException away = failure(freePort());

        assertThat(away).hasMessageStartingWith("Redis does not answer at 127.0.0.1:");
        assertThat(away.remedy()).isEqualTo(USUAL);
        RedisConfig wrong = RedisConfig.at(SharedRedisCluster.cluster().uris())
                .withUser("nobody", new Secret("wrong"))
                .withCommandTimeout(Duration.ofSeconds(2));
        assertThat(failure(wrong).remedy()).startsWith("Check redis.username and redis.password");
    }

    /** Two minutes without progress pass before the local cluster says this; nothing has to be changed then either. */
    @Test
    void aLocalClusterThatGoesOnByItselfIsToBeWaitedFor() {
        OnlineStoreProbe probe = new OnlineStoreProbe(
                () -> {
                    throw new FeatureStoreException(
                            ErrorCode.ONLINE_STORE_UNAVAILABLE,
                            "its nodes run, but have not come further. They go on by themselves; try again");
                },
                USUAL);

        assertThat(catchThrowableOfType(CheckFailedException.class, probe::look).remedy())
                .isEqualTo("Wait, and run doctor again");
    }

    private static CheckFailedException failure(int port) {
        return failure(RedisConfig.at(List.of(URI.create("redis://127.0.0.1:" + port)))
                .withCommandTimeout(Duration.ofSeconds(10))
                .withConnectTimeout(Duration.ofSeconds(10)));
    }

    private static CheckFailedException failure(RedisConfig config) {
        return catchThrowableOfType(
                CheckFailedException.class, new OnlineStoreProbe(() -> new RedisTarget(config, 0), USUAL)::look);
    }

    /** A server whose file has many rows, of which each takes its time. */
    private Process startLoading(int port, String isCluster) throws IOException {
        try (Writer rows = Files.newBufferedWriter(folder.resolve("appendonly.aof"))) {
            for (int row = 0; row < ROWS; row++) {
                String key = "key-" + row;
                rows.write("*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$1\r\n1\r\n".formatted(key.length(), key));
            }
        }
        return new ProcessBuilder(
                        executable().toString(),
                        "--port",
                        String.valueOf(port),
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--cluster-enabled",
                        isCluster,
                        "--key-load-delay",
                        String.valueOf(MICROS_FOR_EACH_ROW))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
    }

    private static Path executable() throws IOException {
        try (Stream<Path> files =
                Files.list(SharedRedisCluster.cluster().folder().resolve("bin"))) {
            return files.filter(Files::isExecutable).findFirst().orElseThrow();
        }
    }

    private void await(int port, String text) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!persistence(port).contains(text)) {
            assertThat(System.nanoTime())
                    .as(Files.readString(folder.resolve("redis.log")))
                    .isLessThan(deadline);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static String persistence(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write("INFO persistence\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
            return String.join("\n", answer.lines().toList());
        } catch (IOException e) {
            return "";
        }
    }

    private static int freePort() {
        // A cluster's node takes the port 10,000 above, too.
        return SharedRedisCluster.freePorts();
    }
}
