package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void theJarsOfAMovedProjectAreItsOwn(@TempDir Path moved) throws IOException {
        Files.createFile(Files.createDirectories(moved.resolve("engine")).resolve("pom.xml"));
        Optional<Path> root = Optional.of(moved);

        assertThat(ServerProcess.ofThisProject(root, "/built here/engine/target/engine-1.jar"))
                .isEqualTo(moved.resolve("engine/target/engine-1.jar").toString());
        assertThat(ServerProcess.ofThisProject(root, "/repository/lettuce/7.1/lettuce-7.1.jar"))
                .isEqualTo("/repository/lettuce/7.1/lettuce-7.1.jar");
        assertThat(ServerProcess.ofThisProject(root, "/others/target/lettuce-7.1.jar"))
                .isEqualTo("/others/target/lettuce-7.1.jar");
        assertThat(ServerProcess.ofThisProject(Optional.empty(), "/built here/engine/target/engine-1.jar"))
                .isEqualTo("/built here/engine/target/engine-1.jar");
    }
}
