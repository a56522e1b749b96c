package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.SyncStore;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.WritePace;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Applies the rows of one partition of {@link Retractions} to the online store, on the executor that holds them. */
final class ReplacementWriter implements ForeachPartitionFunction<Row> {
    private final String definition;
    private final OnlineTarget target;
    private final SyncCounters counts;
    private final WritePace pace;

    ReplacementWriter(FeatureGroup group, OnlineTarget target, SyncCounters counts, WritePace pace) {
        this.definition = DefinitionJson.write(group);
        this.target = target;
        this.counts = counts;
        this.pace = pace;
    }

    @Override
    public void call(Iterator<Row> rows) {
        FeatureGroup group = DefinitionJson.read(definition);
        RowReader reader = new RowReader(group);
        SyncStore store = ExecutorStores.of(target);
        int most = pace.batch(target);
        List<Replacement> batch = new ArrayList<>(most);
        while (rows.hasNext()) {
            batch.add(reader.replacement(rows.next()));
            if (batch.size() == most || !rows.hasNext()) {
                counts.retracted().add(store.replace(group, batch));
                counts.entities().add(batch.size());
                pace.written(batch.size());
                batch.clear();
            }
        }
    }
}
