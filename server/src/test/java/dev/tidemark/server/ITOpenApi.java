package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.python.Python;
import dev.tidemark.server.push.PushFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that Schemathesis generates from {@code /openapi.json}, valid and invalid ones, each answered as the page
 * says: 2,000, or as many as {@code -Dtidemark.openapi.requests} names.
 */
final class ITOpenApi {
    private static final int REQUESTS = Integer.getInteger("tidemark.openapi.requests", 2_000);

    /** Most requests go to the operations that take a body; the others have few different ones. */
    private static final int OPERATIONS_WITH_BODIES = 4;

    /** The tool keeps one core busy, mostly with making requests up. */
    private static final int PROCESSES = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(25);
    private static final Pattern CASES = Pattern.compile("(\\d[\\d,]*) generated");

    @TempDir
    Path folder;

    @Test
    void requestsMadeFromThePageAreAnsweredAsThePageSays() throws Exception {
        Python.with(folder, "schemathesis");
        Path settings = folder.resolve("schemathesis.toml");
        try (InputStream source = ITOpenApi.class.getResourceAsStream("schemathesis.toml")) {
            Files.write(settings, source.readAllBytes());
        }
        try (PushFixture fixture = new PushFixture(folder, PushFixture.CONFIG, 1 << 20)) {
            String page = "http://127.0.0.1:" + fixture.server.port() + "/openapi.json";
            List<CompletableFuture<String>> outputs = IntStream.rangeClosed(1, PROCESSES)
                    .mapToObj(seed -> CompletableFuture.supplyAsync(() -> test(page, settings, seed)))
                    .toList();

            long requests = 0;
            for (CompletableFuture<String> output : outputs) {
                Matcher cases = CASES.matcher(output.get());
                assertThat(cases.find()).as(output.get()).isTrue();
                requests += Long.parseLong(cases.group(1).replace(",", ""));
            }
            assertThat(requests).isGreaterThanOrEqualTo(REQUESTS);
        }
    }

    private String test(String page, Path settings, int seed) {
        try {
            return Python.with(Files.createDirectory(folder.resolve("seed-" + seed)), "schemathesis")
                    .run(
                            PATIENCE,
                            "-m",
                            "schemathesis.cli",
                            "--config-file=" + settings,
                            "run",
                            page,
                            "--max-examples=" + REQUESTS / PROCESSES / OPERATIONS_WITH_BODIES,
                            "--phases=examples,coverage,fuzzing",
                            "--no-shrink",
                            "--seed=" + seed,
                            // With two the tool compiles its patterns in two threads, which CPython does not take.
                            "--workers=1");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
