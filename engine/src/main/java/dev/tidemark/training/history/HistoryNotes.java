package dev.tidemark.training.history;

import java.util.List;

/**
 * A manifest's notes about history.
 *
 * @param stale that was read because the request accepted it
 * @param neverComputed features that are null in some rows because they were never computed, by group in the order of
 *     the output
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
