package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.feature.EntityKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feast's own Python SDK reads from the server and pushes to it as its remote online store. Needs a Python with Feast, which is a download of
 * minutes: {@code -Dtidemark.feast.python=PATH} names one, and without it the test is skipped.
 */
final class ITFeastClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void feastsClientReadsWhatFeastWouldHaveAnswered() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            fixture.write(
                    ServerFixture.PAYMENTS,
                    EntityKey.of(ServerFixture.USER, 17L),
                    1.5,
                    3L,
                    Instant.parse("2026-01-01T00:00:00Z"));
            fixture.write(ServerFixture.PAYMENTS, EntityKey.of(ServerFixture.USER, 18L), 0.1, null, null);
            String output = run("feast-client.py", fixture.uri("").toString());

            assertThat(output)
                    .contains("ONLINE user_id=[17, 18, 19] amount=[1.5, 0.1, None] visits=[3, None, None]")
                    .contains("READ [1.5, 3, 1767225600] [0.1, None, None] [None, None, None]");
        }
    }

    @Test
    void feastsClientPushesAndReadsWhatItPushed() throws Exception {
        try (PushFixture fixture = new PushFixture(folder)) {
            String output = run("feast-push.py", "http://127.0.0.1:" + fixture.server.port());

            assertThat(output)
                    .contains("PUSHED visits=[5, 6] amount=[0.5, 1e+300] flag=[True, False] name=['é', 'x']"
                            + " tags=[['p', 'q'], ['r']]");
            assertThat(fixture.taken()).isPositive();
        }
    }

    private String run(String name, String server) throws Exception {
        String python = System.getProperty("tidemark.feast.python", "");
        assumeTrue(!python.isEmpty(), "tidemark.feast.python names no Python with Feast: Feast's client is not tried");
        Path script = folder.resolve(name);
        try (InputStream source = ITFeastClient.class.getResourceAsStream(name)) {
            Files.write(script, source.readAllBytes());
        }
        ProcessBuilder builder = new ProcessBuilder(python, script.toString(), server)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile());
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process client = builder.start();
        boolean ended = client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        client.destroyForcibly();
        String output = Files.readString(folder.resolve("client.log"), StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assertThat(client.exitValue()).as(output).isZero();
        return output;
    }
}
