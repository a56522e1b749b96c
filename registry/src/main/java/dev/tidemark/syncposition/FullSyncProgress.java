package dev.tidemark.syncposition;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The progress of a full load of a group that has not ended.
 *
 * @param snapshotId of the table that it writes
 * @param storedForm fingerprint of the form in which it stores values
 * @param slices the number of parts into which it divides the entities
 * @param begunAt an instant before it read anything
 * @param lookedThrough whether it has retracted the stored values that no row of the table explains
 * @param finished slices whose entities are all in the store, counted from 0
 */
public record FullSyncProgress(
        long snapshotId, String storedForm, int slices, Instant begunAt, boolean lookedThrough, Set<Integer> finished) {
    public FullSyncProgress {
        finished = Set.copyOf(finished);
    }

    /** Returns the progress of a load that has done nothing yet. */
    public static FullSyncProgress begin(long snapshotId, String storedForm, int slices, Instant now) {
        return new FullSyncProgress(snapshotId, storedForm, slices, now, /* lookedThrough= */ false, Set.of());
    }

    /** Returns the slices that are still to be written. */
    public Set<Integer> left() {
        return IntStream.range(0, slices)
                .filter(slice -> !finished.contains(slice))
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }
}
