package dev.tidemark.server;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.WriteResult;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An online store that need not be there when the server starts: it is opened when it is first needed, by one caller at a time; the others are
 * told at once that it does not answer. Once open it heals by itself. Thread-safe.
 */
final class ReconnectingStore implements OnlineStore {
    private final Supplier<OnlineStore> opener;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable OnlineStore store;

    ReconnectingStore(Supplier<OnlineStore> opener) {
        this.opener = opener;
    }

    @Override
    public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
        return store().write(group, rows);
    }

    @Override
    public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
        return store().read(group, keys, features);
    }

    @Override
    public boolean ping() {
        try {
            return store().ping();
        } catch (FeatureStoreException e) {
            return false;
        }
    }

    private OnlineStore store() {
        OnlineStore open = store;
        if (open != null) {
            return open;
        }
        if (!opening.tryLock()) {
            throw new FeatureStoreException(
                    ErrorCode.ONLINE_STORE_UNAVAILABLE,
                    "The online store does not answer yet; it is being connected to");
        }
        try {
            OnlineStore opened = store;
            if (opened == null) {
                opened = opener.get();
                store = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        OnlineStore open = store;
        if (open != null) {
            open.close();
        }
    }
}
