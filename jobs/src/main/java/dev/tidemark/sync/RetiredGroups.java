package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.WriteRate;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Removes groups that have values in the online store although no definition wants them there any more. */
public final class RetiredGroups {
    private final SyncPositions positions;
    private final OnlineTarget target;
    private final Runnable fence;

    public RetiredGroups(SyncPositions positions, OnlineTarget target) {
        this(positions, target, () -> {});
    }

    private RetiredGroups(SyncPositions positions, OnlineTarget target, Runnable fence) {
        this.positions = positions;
        this.target = target;
        this.fence = fence;
    }

    /**
     * Returns the same for a run with a lease.
     *
     * @param fence throws if the run no longer has the group; called before anything is removed
     */
    public RetiredGroups under(Runnable fence) {
        return new RetiredGroups(positions, target, fence);
    }

    /** Returns the groups that were synced to the store once and are now not declared, or not online. */
    public List<String> among(Collection<FeatureGroup> declared) {
        Set<String> online = declared.stream()
                .filter(FeatureGroup::online)
                .map(FeatureGroup::name)
                .collect(Collectors.toSet());
        return positions.groups(target.name()).stream()
                .filter(group -> !online.contains(group))
                .toList();
    }

    /**
     * Removes a retired group's values, batch by batch; after a failure the same call continues with the remaining
     * values.
     *
     * @param declared the current definitions
     * @param removed called after each batch with the number of removed values
     * @return the number of removed values
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the group is online, or was never synced to this
     *     store
     */
    public long remove(String featureGroup, Collection<FeatureGroup> declared, LongConsumer removed) {
        if (declared.stream().anyMatch(group -> group.online() && group.name().equals(featureGroup))) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is online; take .online() out of its definition and apply it first"
                            .formatted(featureGroup));
        }
        List<String> retired = among(declared);
        if (!retired.contains(featureGroup)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "No feature group '%s' was synced to this store; %s"
                            .formatted(featureGroup, NearestNames.sentence(featureGroup, retired)));
        }
        return removeAll(featureGroup, removed);
    }

    /** Removes a group's values whatever is declared, also if they came only by pushes. */
    public long removeAll(String featureGroup, LongConsumer removed) {
        SyncStore store = ExecutorStores.of(target);
        WriteRate rate = new WriteRate(target.entitiesPerSecond());
        long gone = 0;
        for (String part : store.parts()) {
            for (Iterator<List<StoredKey>> batches = store.stored(featureGroup, part); batches.hasNext(); ) {
                List<StoredKey> batch = batches.next();
                fence.run();
                store.remove(batch);
                gone += batch.size();
                removed.accept(gone);
                rate.await(batch.size());
            }
        }
        fence.run();
        store.unmark(featureGroup);
        positions.forget(featureGroup, target.name());
        return gone;
    }
}
