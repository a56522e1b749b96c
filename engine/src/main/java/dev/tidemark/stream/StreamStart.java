package dev.tidemark.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a stream, which its checkpoint records: a restart must read the same data.
 *
 * @param stream the name of this stream among all that have written or will write the group's table
 * @param since the first instant whose rows the stream emits, with the source's table as its past; null if all events
 *     come from the stream
 * @param snapshotId the snapshot of the source's table that is the stream's past; null if there is none or the source
 *     is not an Iceberg table
 * @param tableFrom for streams that began before snapshots were recorded: arrivals in the source's table are those
 *     committed from here on, in milliseconds since the epoch; else 0
 */
public record StreamStart(
        String stream, @Nullable Instant since, @Nullable Long snapshotId, long tableFrom) {}
