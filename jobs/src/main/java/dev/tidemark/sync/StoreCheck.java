package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.StoredForm;
import dev.tidemark.online.SyncStore;
import dev.tidemark.syncposition.SyncPosition;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks, by marks in the store, whether it still holds what a group's position says. */
final class StoreCheck {
    private static final String LOADING = "loading ";

    private final SyncStore store;
    private final FeatureGroup group;

    StoreCheck(SyncStore store, FeatureGroup group) {
        this.store = store;
        this.group = group;
    }

    /** Returns why the news alone cannot bring the store up to the table; empty if they can. */
    Optional<String> reasonForFullSync(SyncPosition position) {
        if (!StoredForm.of(group).equals(position.storedForm())) {
            return Optional.of("the definition has changed what is stored");
        }
        Set<String> marks = new HashSet<>(store.marks(group.name()));
        marks.remove(Long.toString(position.snapshotId()));
        position.pending().ifPresent(begun -> marks.remove(Long.toString(begun)));
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        if (marks.stream().anyMatch(mark -> mark.startsWith(LOADING))) {
            return Optional.of("the last full sync was not finished");
        }
        return Optional.of(
                marks.contains("")
                        ? "the online store has lost values"
                        : "the online store has gone back to values of an earlier sync");
    }

    void beginLoading(long snapshotId) {
        store.mark(group.name(), LOADING + snapshotId);
    }

    /** Returns true if the store still has everything that a load of this snapshot has written so far. */
    boolean isLoading(long snapshotId) {
        return store.marks(group.name()).equals(Set.of(LOADING + snapshotId));
    }

    /** @throws FeatureStoreException with code ONLINE_STORE_UNAVAILABLE if the store lost values meanwhile */
    void finishLoading(long snapshotId) {
        if (!isLoading(snapshotId)) {
            throw new FeatureStoreException(
                    ErrorCode.ONLINE_STORE_UNAVAILABLE,
                    "The online store lost values while feature group '%s' was written; sync it again"
                            .formatted(group.name()));
        }
    }

    void moveTo(long snapshotId) {
        store.mark(group.name(), Long.toString(snapshotId));
    }

    void forget() {
        store.unmark(group.name());
    }
}
