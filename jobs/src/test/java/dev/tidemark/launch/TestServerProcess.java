package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the server's own process is started. */
final class TestServerProcess {
    @Test
    void theServerHasTheOptionsThatTheDocumentationNames() {
        List<String> command = ServerProcess.command(
                Optional.empty(),
                "server.jar",
                Path.of("mine.yaml"),
                Map.of("TIDEMARK_JAVA_OPTIONS", " -Xms300m  -Xmx300m "));

        assertThat(command.subList(1, command.size()))
                .containsExactly(
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xms300m",
                        "-Xmx300m",
                        "-cp",
                        "server.jar",
                        "dev.tidemark.server.ServerMain",
                        "--conf",
                        "mine.yaml",
                        "--parent",
                        String.valueOf(ProcessHandle.current().pid()));
    }

    @Test
    void withoutThemItHasTheLaunchersOwn() {
        List<String> command = ServerProcess.command(Optional.empty(), "server.jar", null, Map.of());

        assertThat(command).contains("-Xms512m", "-Xmx2g", "dev.tidemark.server.ServerMain");
    }

    @Test
    void aServerMayTakeItsStopDelayToEnd() {
        assertThat(ServerProcess.patience(Duration.ofSeconds(40))).isEqualTo(Duration.ofSeconds(60));
    }
}
