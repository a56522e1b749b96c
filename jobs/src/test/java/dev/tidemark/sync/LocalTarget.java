package dev.tidemark.sync;

import dev.tidemark.online.SyncStore;
import dev.tidemark.sync.destination.OnlineTarget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Leads to a store in this process, which the executors of a local Spark share. */
record LocalTarget(String name, int batchSize) implements OnlineTarget {
    /** By the target's name. */
    static final Map<String, SyncStore> STORES = new ConcurrentHashMap<>();

    @Override
    public SyncStore open() {
        return STORES.get(name);
    }
}
