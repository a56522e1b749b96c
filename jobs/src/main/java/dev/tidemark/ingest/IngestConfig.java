package dev.tidemark.ingest;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * How pushed rows go into the tables.
 *
 * @param batchRows in one commit of a table
 * @param retention how long rows are kept in the metadata database after they have come into the table
 */
public record IngestConfig(int batchRows, Duration retention) {
    public static IngestConfig from(Settings settings) {
        return new IngestConfig(
                settings.integer("push.batch-rows", 1, 10_000_000), settings.duration("push.retention"));
    }
}
