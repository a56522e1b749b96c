package dev.tidemark.metadata;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty metadata database for each test of a contract, and a clock that the test moves. */
public abstract class MetadataFixture {
    protected Instant now = Instant.parse("2026-03-02T00:00:00Z");
    protected MetadataDatabase database;

    /** A configuration of an empty database. */
    protected abstract MetadataConfig emptyDatabase();

    @BeforeEach
    final void openDatabase() {
        database = MetadataDatabase.open(emptyDatabase());
    }

    @AfterEach
    final void closeDatabase() {
        database.close();
    }
}
