package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.python.Python;
import dev.tidemark.server.push.PushFixture;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that generators make of {@code /openapi.json}, compiled and used as they come. */
final class ITGeneratedClients {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String UNKNOWN_GROUP =
            "ERROR 404 UNKNOWN_FEATURE_GROUP: No feature group 'visit'; did you mean visits?";
    /** Made by the build before the integration tests. */
    private static final Path GENERATED = Path.of("target", "generated-client").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void openApiGeneratorsJavaClientPushesLooksUpListsAndKnowsErrors() throws Exception {
        Path caller = folder.resolve("Caller.java");
        Files.copy(resource("generated-client.java.txt"), caller);
        String classPath = libraries();
        List<String> compile = new ArrayList<>(List.of(
                "javac", "--release", "21", "-proc:none", "-nowarn", "-cp", classPath, "-d", folder.toString()));
        compile.add(caller.toString());
        compile.addAll(sources());
        run(compile);

        try (PushFixture fixture = new PushFixture(folder.resolve("metadata"))) {
            String output =
                    run(List.of("java", "-cp", folder + File.pathSeparator + classPath, "Caller", address(fixture)));

            assertThat(output)
                    .contains("PUSHED WRITTEN ANSWER {17:a={visits=5}} OF visits VERSION 1"
                            + " GROUPS [archive, served, visits]")
                    .contains("SERVICE [visits:visits] VERSION 2 ANSWER {17:a={visits:visits=5}}")
                    .contains(UNKNOWN_GROUP);
        }
    }

    @Test
    void openApiPythonClientPushesLooksUpListsAndKnowsErrors() throws Exception {
        Python python = Python.with(folder, "openapi_python_client");
        Files.copy(resource("generated-client.py"), folder.resolve("caller.py"));
        try (PushFixture fixture = new PushFixture(folder.resolve("metadata"))) {
            String made = python.run(
                    PATIENCE,
                    "-m",
                    "openapi_python_client",
                    "generate",
                    "--url",
                    address(fixture) + "/openapi.json",
                    "--meta=none",
                    "--output-path=tidemark_client");
            String output = python.run(PATIENCE, "caller.py", address(fixture));

            assertThat(made).doesNotContain("Endpoint will not be generated");
            assertThat(output)
                    .contains("PUSHED WRITTEN ANSWER {'17:a': {'visits': 5}} OF visits VERSION 1"
                            + " GROUPS ['archive', 'served', 'visits']")
                    .contains("SERVICE ['visits:visits'] VERSION 2 ANSWER {'17:a': {'visits:visits': 5}}")
                    .contains(UNKNOWN_GROUP);
        }
    }

    private static String address(PushFixture fixture) {
        return "http://127.0.0.1:" + fixture.server.port();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ITGeneratedClients.class.getResourceAsStream(name), name);
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(GENERATED.resolve("java/src/main/java"))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .toList();
        }
    }

    /** Jackson as this test has it, and what the build has put beside. */
    private static String libraries() throws IOException {
        try (Stream<Path> beside = Files.list(GENERATED.resolve("lib"))) {
            Stream<String> jackson = Stream.of(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(jar -> jar.contains("jackson-"));
            return String.join(
                    File.pathSeparator,
                    Stream.concat(jackson, beside.map(Path::toString)).toList());
        }
    }

    private String run(List<String> command) throws Exception {
        List<String> words = new ArrayList<>(command);
        words.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", command.getFirst())
                        .toString());
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
