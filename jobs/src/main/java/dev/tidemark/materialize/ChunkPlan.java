package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run computes.
 *
 * @param range from the first chunk to the last, those that are finished included; empty where there is nothing to do
 * @param chunks to be computed, oldest first
 * @param finished how many chunks an earlier run, which did not succeed, has finished; they are not among the chunks
 * @param remarks what somebody should know before the run, a sentence each
 * @param settled what counts as computed once all chunks are; empty where it is just the chunks
 * @param tableId of the feature table when this was planned, null where there was none
 */
public record ChunkPlan(
        Optional<TimeRange> range,
        List<TimeRange> chunks,
        int finished,
        List<String> remarks,
        List<ComputedRange> settled,
        @Nullable String tableId) {
    public ChunkPlan {
        chunks = List.copyOf(chunks);
        remarks = List.copyOf(remarks);
        settled = List.copyOf(settled);
    }

    /** Just these chunks. */
    public static ChunkPlan of(List<TimeRange> chunks) {
        return new ChunkPlan(covering(chunks), chunks, 0, List.of(), List.of(), null);
    }

    static Optional<TimeRange> covering(List<TimeRange> chunks) {
        return chunks.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimeRange(
                        chunks.getFirst().start(), chunks.getLast().end()));
    }

    public boolean isEmpty() {
        return range.isEmpty();
    }
}
