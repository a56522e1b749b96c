package dev.tidemark.server.online;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Answering;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An online store that need not be there when the server starts: it is opened when it is first needed, by one caller at
 * a time; the others are told at once that it does not answer. Once open it heals by itself. Thread-safe.
 */
public final class ReconnectingStore<S extends OnlineStore & StoredValues> implements StoredValues, AutoCloseable {
    /** What is said of it while it is opened for the first time. */
    public static final String CONNECTING = "it is being connected to";

    private final Supplier<S> opener;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable S store;
    private volatile @Nullable FeatureStoreException failure;

    public ReconnectingStore(Supplier<S> opener) {
        this.opener = opener;
    }

    @Override
    public ReadValues values(List<byte[]> keys) {
        S open;
        try {
            open = store();
        } catch (FeatureStoreException e) {
            return ReadValues.failed(keys.size(), e);
        }
        return ((StoredValues) open).values(keys);
    }

    /** Writes rows as {@link OnlineStore#write} does. */
    public void write(FeatureGroup group, List<FeatureRow> rows) {
        store().write(group, rows);
    }

    @Override
    public boolean ping() {
        try {
            return ((StoredValues) store()).ping();
        } catch (FeatureStoreException e) {
            return false;
        }
    }

    @Override
    public Answering answering() {
        try {
            return ((StoredValues) store()).answering();
        } catch (FeatureStoreException e) {
            Throwable cause = e.getCause();
            return cause == null
                    ? Answering.nothing(CONNECTING, "")
                    : Answering.nothing(RedisOnlineStore.cause(cause), String.valueOf(e.getMessage()));
        }
    }

    private S store() {
        S open = store;
        if (open != null) {
            return open;
        }
        if (!opening.tryLock()) {
            FeatureStoreException last = failure;
            if (last != null) {
                throw last;
            }
            throw new FeatureStoreException(
                    ErrorCode.ONLINE_STORE_UNAVAILABLE,
                    "The online store does not answer yet; it is being connected to");
        }
        try {
            S opened = store;
            if (opened == null) {
                opened = opener.get();
                store = opened;
                failure = null;
            }
            return opened;
        } catch (FeatureStoreException e) {
            failure = e;
            throw e;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        S open = store;
        if (open != null) {
            open.close();
        }
    }
}
