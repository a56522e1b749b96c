package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * A group's table, which is empty, an online store in this JVM, which is driver and executor in one, and the sync
 * between them.
 */
record LocalSync(
        FeatureGroup group,
        OfflineStore tables,
        MetadataDatabase database,
        SyncPositions positions,
        OnlineTarget target,
        TableSync sync)
        implements AutoCloseable {

    /** @param folder of a test's own, which also names the store */
    static LocalSync open(Path folder, FeatureGroup group, OfflineStore tables, InstantSource clock) {
        MetadataDatabase database = LocalMetadata.open(folder);
        SyncPositions positions = new SyncPositions(database);
        OnlineTarget target = new LocalTarget(folder.toString(), 2);
        LocalTarget.STORES.put(target.name(), new MemoryOnlineStore(clock));
        tables.ensure(group);
        return new LocalSync(
                group,
                tables,
                database,
                positions,
                target,
                new TableSync(SharedSpark.session(), tables, positions, target, clock));
    }

    SyncStore store() {
        return LocalTarget.STORES.get(target.name());
    }

    @Override
    public void close() {
        SharedSpark.session().sql("DROP TABLE IF EXISTS " + tables.tableName(group));
        ExecutorStores.close(target);
        database.close();
    }
}
