package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.online.SyncStore;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.WritePace;
import java.io.Serializable;

/**
 * What a task on an executor needs to write rows of one group to the online store.
 *
 * @param definition the group as JSON: its Java form refers to classes that executors may lack
 */
record PartitionTask(String definition, OnlineTarget target, SyncCounters counts, WritePace pace)
        implements Serializable {
    static PartitionTask of(FeatureGroup group, OnlineTarget target, SyncCounters counts, WritePace pace) {
        return new PartitionTask(DefinitionJson.write(group), target, counts, pace);
    }

    FeatureGroup group() {
        return DefinitionJson.read(definition);
    }

    SyncStore store() {
        return ExecutorStores.of(target);
    }

    /** The number of rows to write at once. */
    int batch() {
        return pace.batch(target);
    }
}
