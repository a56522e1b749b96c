package dev.tidemark.sync.destination;

import dev.tidemark.online.SyncStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one open store per target in this JVM, which may be an executor: connected once, used by all of its tasks. */
public final class ExecutorStores {
    private static final Map<OnlineTarget, SyncStore> OPEN = new ConcurrentHashMap<>();

    private ExecutorStores() {}

    public static SyncStore of(OnlineTarget target) {
        return OPEN.computeIfAbsent(target, OnlineTarget::open);
    }

    /** Closes this JVM's store of a target. Executors do not call it; their connections end with their process. */
    public static void close(OnlineTarget target) {
        SyncStore store = OPEN.remove(target);
        if (store != null) {
            store.close();
        }
    }
}
