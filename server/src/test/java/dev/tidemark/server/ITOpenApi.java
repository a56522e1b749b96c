package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.python.Python;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that Schemathesis generates from {@code /openapi.json}, valid and invalid ones, each answered as the page says: 2,000, or as many as
 * {@code -Dtidemark.openapi.requests} names.
 */
final class ITOpenApi {
    private static final int REQUESTS = Integer.getInteger("tidemark.openapi.requests", 2_000);

    /** Most requests go to the operations that take a body; the others have few different ones. */
    private static final int OPERATIONS_WITH_BODIES = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Pattern CASES = Pattern.compile("(\\d[\\d,]*) generated");

    @TempDir
    Path folder;

    @Test
    void requestsMadeFromThePageAreAnsweredAsThePageSays() throws Exception {
        Python python = Python.with(folder, "schemathesis");
        Path settings = folder.resolve("schemathesis.toml");
        try (InputStream source = ITOpenApi.class.getResourceAsStream("schemathesis.toml")) {
            Files.write(settings, source.readAllBytes());
        }
        try (PushFixture fixture = new PushFixture(folder, PushFixture.CONFIG, 1 << 20)) {
            String output = python.run(
                    PATIENCE,
                    "-m",
                    "schemathesis.cli",
                    "--config-file=" + settings,
                    "run",
                    "http://127.0.0.1:" + fixture.server.port() + "/openapi.json",
                    "--max-examples=" + REQUESTS / OPERATIONS_WITH_BODIES,
                    "--phases=examples,coverage,fuzzing",
                    "--no-shrink",
                    "--seed=1",
                    // With two the tool compiles its patterns in two threads, which CPython does not take.
                    "--workers=1");

            Matcher cases = CASES.matcher(output);
            assertThat(cases.find()).as(output).isTrue();
            assertThat(Long.parseLong(cases.group(1).replace(",", ""))).isGreaterThanOrEqualTo(REQUESTS);
        }
    }
}
