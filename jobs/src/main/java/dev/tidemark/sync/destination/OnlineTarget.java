package dev.tidemark.sync.destination;

import dev.tidemark.online.SyncStore;
import java.io.Serializable;

/**
 * Where a sync writes: what travels to the executors in place of a connection. Equal targets share one store in each
 * JVM.
 */
public interface OnlineTarget extends Serializable {
    /** The name under which positions are kept: the same for the same store, in every process. */
    String name();

    /** How many rows are written in one round trip. */
    int batchSize();

    /** How many entities one sync may write per second, on all executors together; 0 for no limit. */
    default int entitiesPerSecond() {
        return 0;
    }

    /** Connects. */
    SyncStore open();
}
