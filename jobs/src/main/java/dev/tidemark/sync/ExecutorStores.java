package dev.tidemark.sync;

import dev.tidemark.online.OnlineStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One open store per target in this JVM, which may be an executor: connected once, used by all of its tasks. */
final class ExecutorStores {
    private static final Map<OnlineTarget, OnlineStore> OPEN = new ConcurrentHashMap<>();

    private ExecutorStores() {}

    static OnlineStore of(OnlineTarget target) {
        return OPEN.computeIfAbsent(target, OnlineTarget::open);
    }

    /** Closes what this JVM has open to a target; executors just end with their process. */
    static void close(OnlineTarget target) {
        OnlineStore store = OPEN.remove(target);
        if (store != null) {
            store.close();
        }
    }
}
