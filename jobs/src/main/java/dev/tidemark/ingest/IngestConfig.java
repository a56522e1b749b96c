package dev.tidemark.ingest;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * The configuration of ingestion.
 *
 * @param batchRows in one commit of a table
 * @param retention how long rows are kept in the metadata database after they were written to the table
 */
public record IngestConfig(int batchRows, Duration retention) {
    public static IngestConfig from(Settings settings) {
        return new IngestConfig(
                settings.integer("push.batch-rows", 1, 10_000_000), settings.duration("push.retention"));
    }
}
