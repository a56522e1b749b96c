package dev.tidemark.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream began, which its checkpoint remembers: a restart must read the same.
 *
 * @param stream the name of this stream among all that have written or will write the group's table
 * @param since the first instant whose rows the stream emits, with the source's table as its past; null where all
 *     events come from the stream
 * @param snapshotId the snapshot of the source's table that is the stream's past; null where there is none or the
 *     source is no Iceberg table
 * @param tableFrom in streams that began before snapshots told it: arrivals in the source's own table are those
 *     committed from here on, in milliseconds since the epoch; else 0
 */
public record StreamStart(
        String stream, @Nullable Instant since, @Nullable Long snapshotId, long tableFrom) {}
