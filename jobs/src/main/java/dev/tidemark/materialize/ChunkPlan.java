package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that a run computes.
 *
 * @param range from the first chunk to the last, including finished ones; empty if there is nothing to do
 * @param chunks to be computed, oldest first
 * @param finished the number of chunks that an earlier, unsuccessful run has finished; they are not among the chunks
 * @param remarks for the user before the run, one sentence each
 * @param settled ranges that count as computed once all chunks are; empty if these are just the chunks
 * @param tableId of the feature table when this was planned, null if there was none
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

    /** Creates a plan of only these chunks. */
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
