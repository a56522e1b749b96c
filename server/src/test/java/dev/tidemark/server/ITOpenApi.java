package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.python.Python;
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
        // A request that is wrong and too large is told either.
        Path settings = Files.writeString(folder.resolve("schemathesis.toml"), """
                [checks]
                negative_data_rejection.expected-statuses = ["400", "403", "404", "405", "406", "409", "413", "415", "422", "5xx"]
                """);
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
                    // Whether a group or a feature is there, and that a header and a field agree, the page cannot say.
                    "--exclude-checks=positive_data_acceptance",
                    "--seed=1",
                    "--workers=1");

            Matcher cases = CASES.matcher(output);
            assertThat(cases.find()).as(output).isTrue();
            assertThat(Long.parseLong(cases.group(1).replace(",", ""))).isGreaterThanOrEqualTo(REQUESTS);
        }
    }
}
