package dev.tidemark.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMetadataOnH2 extends MetadataContract {
    @TempDir
    Path folder;

    @Override
    MetadataConfig emptyDatabase() {
        return new MetadataConfig(defaults().url(), "tidemark", new Secret(""), 4);
    }

    private MetadataConfig defaults() {
        return LocalMetadata.config(folder);
    }

    /** Java closes a file under an interrupted thread that writes it, and H2 closes the database with its file. */
    @Test
    void anInterruptedThreadLeavesTheDatabaseOpenForTheOthers() {
        try (MetadataDatabase database = MetadataDatabase.open(defaults())) {
            SyncPositions positions = new SyncPositions(database);

            CompletableFuture.runAsync(
                            () -> {
                                Thread.currentThread().interrupt();
                                positions.moveTo("payments", "redis", 7, Instant.EPOCH);
                            },
                            task -> Thread.ofPlatform().start(task))
                    .handle((done, failure) -> done)
                    .join();

            positions.moveTo("payments", "redis", 8, Instant.EPOCH);
            assertThat(positions.position("payments", "redis")).contains(8L);
        }
    }
}
