package dev.tidemark.server.feast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.python.Python;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.push.PushFixture;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feast's own Python SDK reads from the server and pushes to it as its remote online store. */
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
        Python python = Python.with(folder, "feast");
        Path script = folder.resolve(name);
        try (InputStream source = ITFeastClient.class.getResourceAsStream(name)) {
            Files.write(script, source.readAllBytes());
        }
        return python.run(PATIENCE, script.toString(), server);
    }
}
