package dev.tidemark.training.history;

import java.util.List;

/**
 * What a training set's manifest notes of history.
 *
 * @param stale that was read because the request allowed it
 * @param neverComputed features with rows in which they are null for that reason, by group in the order of the output
 */
public record HistoryNotes(List<StaleRead> stale, List<NeverComputed> neverComputed) {
    public static final HistoryNotes NONE = new HistoryNotes(List.of(), List.of());

    public HistoryNotes {
        stale = List.copyOf(stale);
        neverComputed = List.copyOf(neverComputed);
    }

    public boolean isEmpty() {
        return stale.isEmpty() && neverComputed.isEmpty();
    }
}
