package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.local.SharedRedisCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./tidemark serve} as a supervisor runs it: exit codes, signals, options, output and logs, of real processes.
 */
final class ITServe {
    private static final long GLANCE_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 20_000_000;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private int port;

    @BeforeEach
    void useARedisOfItsOwn() throws IOException {
        port = ServeProcess.freePort();
        environment.put("TIDEMARK_BUILD", "never");
        environment.put("TIDEMARK_HOME", home.toString());
        environment.put("TIDEMARK_REDIS_MODE", "external");
        environment.put(
                "TIDEMARK_REDIS_URIS",
                SharedRedisCluster.cluster().uris().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(",")));
        environment.put("TIDEMARK_SERVER_PORT", String.valueOf(port));
        environment.put("TIDEMARK_SERVER_WARM_UP", "0s");
    }

    @Test
    void aTakenPortIsToldInOneLineAndFails() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                ServeProcess server = ServeProcess.script(environment, "serve")) {
            assertThat(taken.isBound()).isTrue();

            assertThat(server.end()).isEqualTo(1);
            assertThat(server.printed())
                    .containsExactly(
                            "tidemark: Cannot serve at 127.0.0.1:%d: port %d is taken; end the program that listens there, or set server.port to a free port"
                                    .formatted(port, port));
        }
    }

    @Test
    void wrongUsageIsToldWithTheNearestOption() throws Exception {
        try (ServeProcess server = ServeProcess.script(environment, "serve", "--cnf", "mine.yaml");
                ServeProcess help = ServeProcess.script(environment, "serve", "--help")) {
            assertThat(server.end()).isEqualTo(2);
            assertThat(server.printed())
                    .containsExactly(
                            "tidemark: Unknown option '--cnf'; did you mean --conf?",
                            "'tidemark help serve' shows the options and an example.");
            assertThat(help.end()).isZero();
            assertThat(help.printed().getFirst()).isEqualTo("Usage: tidemark serve [OPTIONS]");
        }
    }

    @Test
    void offLoopbackItStartsOnlyWhereAnonymousCallersAreAllowed() throws Exception {
        environment.put("TIDEMARK_SERVER_HOST", "0.0.0.0");
        try (ServeProcess server = ServeProcess.script(environment, "serve")) {
            assertThat(server.end()).isEqualTo(1);
            assertThat(server.printed()).hasSize(1);
            assertThat(server.printed().getFirst())
                    .contains("server.host '0.0.0.0'")
                    .contains("a proxy that checks identities")
                    .contains("network policy")
                    .contains("server.allow-anonymous to true");
        }
        environment.put("TIDEMARK_SERVER_ALLOW_ANONYMOUS", "true");
        try (ServeProcess server = ServeProcess.script(environment, "serve")) {
            assertThat(server.awaitServing()).isEqualTo("Tidemark serves at http://0.0.0.0:" + port);
        }
    }

    @Test
    void theServerIsTheProcessThatWasStartedAndItsKillLeavesNothingBehind() throws Exception {
        environment.put("TIDEMARK_JAVA_OPTIONS", "-Xms96m -Xmx96m");
        try (ServeProcess server = ServeProcess.script(environment, "serve")) {
            server.awaitServing();

            assertThat(server.process().descendants()).isEmpty();
            assertThat(flags(server.process())).contains("MaxHeapSize=100663296", "ExitOnOutOfMemoryError");
            server.kill();
        }
        environment.put("TIDEMARK_SERVER_STOP_DELAY", "3s");
        try (ServeProcess server = ServeProcess.script(environment, "serve")) {
            assertThat(server.awaitServing()).isEqualTo("Tidemark serves at http://127.0.0.1:" + port);
            server.terminate();
            assertItSaysSoAndAnswersOn();
            assertThat(server.end()).isEqualTo(143);
            assertThat(server.printed()).hasSize(1);
        }
    }

    private void assertItSaysSoAndAnswersOn() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ServeProcess.get(port, "/health/ready").statusCode() == 200 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        assertThat(ServeProcess.get(port, "/health/ready").body())
                .contains("\"causes\":{\"server\":\"it was told to end\"}");
        assertThat(ServeProcess.get(port, "/feature-groups").statusCode()).isEqualTo(200);
    }

    @Test
    void aServerEndsWithAParentThatIsKilled() throws Exception {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dtidemark.root=" + System.getProperty("tidemark.root"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidemark.cli.Tidemark",
                "serve");
        try (ServeProcess launcher = ServeProcess.start(environment, command)) {
            launcher.awaitServing();
            ProcessHandle server = launcher.process().children().findFirst().orElseThrow();

            launcher.kill();

            assertThat(server.onExit()).succeedsWithin(PATIENCE);
        }
    }

    @Test
    void twoServersOfAHomeHaveALogEachWithTheirChangesOfStateInUtc() throws Exception {
        int second = ServeProcess.freePort();
        Map<String, String> other = new HashMap<>(environment);
        other.put("TIDEMARK_SERVER_PORT", String.valueOf(second));
        try (ServeProcess one = ServeProcess.script(environment, "serve")) {
            one.awaitServing();
            try (ServeProcess two = ServeProcess.script(other, "serve")) {
                two.awaitServing();

                for (int number : new int[] {port, second}) {
                    assertThat(ServeProcess.get(number, "/feature-groups").statusCode())
                            .isEqualTo(200);
                }
                assertThat(log("server.log"))
                        .contains(":" + port)
                        .doesNotContain(":" + second)
                        .containsPattern("\\n\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO ");
                awaitLog(two, "server.2.log", "online_store is UP");
                assertThat(log("server.2.log")).contains(":" + second).containsOnlyOnce("online_store is UP");
                assertThat(two.printed()).hasSize(1);
            }
        }
    }

    /** A server looks at its state each second, and logs what has changed. */
    private void awaitLog(ServeProcess server, String name, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!log(name).contains(text) && System.nanoTime() < deadline) {
            server.process().waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private String log(String name) throws IOException {
        return Files.readString(home.resolve("logs").resolve(name));
    }

    private static String flags(Process process) throws IOException {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "VM.flags")
                .redirectErrorStream(true)
                .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
