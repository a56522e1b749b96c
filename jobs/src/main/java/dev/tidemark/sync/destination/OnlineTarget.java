package dev.tidemark.sync.destination;

import dev.tidemark.online.SyncStore;
import java.io.Serializable;

/** The destination of a sync; executors get it instead of a connection. Equal targets share one store in each JVM. */
public interface OnlineTarget extends Serializable {
    /** The name under which positions are kept: the same for the same store, in every process. */
    String name();

    /** The number of rows that are written in one round trip. */
    int batchSize();

    /** The number of entities that one sync may write per second, on all executors together; 0 for no limit. */
    default int entitiesPerSecond() {
        return 0;
    }

    /** Opens a connection. */
    SyncStore open();
}
