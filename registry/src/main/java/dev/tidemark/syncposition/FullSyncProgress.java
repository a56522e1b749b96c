package dev.tidemark.syncposition;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A full load of a group that has begun and has not come to its end.
 *
 * @param snapshotId of the table, which it writes
 * @param storedForm fingerprint of the form in which it stores values
 * @param slices into how many parts it divides the entities
 * @param begunAt before it read anything
 * @param lookedThrough whether it has retracted what no row of the table accounts for
 * @param finished slices whose entities are all in the store, counted from 0
 */
public record FullSyncProgress(
        long snapshotId, String storedForm, int slices, Instant begunAt, boolean lookedThrough, Set<Integer> finished) {
    public FullSyncProgress {
        finished = Set.copyOf(finished);
    }

    /** A load that has done nothing yet. */
    public static FullSyncProgress begin(long snapshotId, String storedForm, int slices, Instant now) {
        return new FullSyncProgress(snapshotId, storedForm, slices, now, /* lookedThrough= */ false, Set.of());
    }

    /** The slices that are still to be written. */
    public Set<Integer> left() {
        return IntStream.range(0, slices)
                .filter(slice -> !finished.contains(slice))
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }
}
