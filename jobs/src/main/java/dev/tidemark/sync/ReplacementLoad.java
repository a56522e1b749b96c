package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.SyncStore;
import dev.tidemark.registry.DefinitionJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Hands the rows of one partition of {@link TakenBack} to the online store, on the executor that holds them. */
final class ReplacementLoad implements ForeachPartitionFunction<Row> {
    private final String definition;
    private final OnlineTarget target;
    private final LongAccumulator replaced;

    ReplacementLoad(FeatureGroup group, OnlineTarget target, LongAccumulator replaced) {
        this.definition = DefinitionJson.write(group);
        this.target = target;
        this.replaced = replaced;
    }

    @Override
    public void call(Iterator<Row> rows) {
        FeatureGroup group = DefinitionJson.read(definition);
        RowReader reader = new RowReader(group);
        SyncStore store = ExecutorStores.of(target);
        List<Replacement> batch = new ArrayList<>(target.batchSize());
        while (rows.hasNext()) {
            batch.add(reader.replacement(rows.next()));
            if (batch.size() == target.batchSize() || !rows.hasNext()) {
                replaced.add(store.replace(group, batch));
                batch.clear();
            }
        }
    }
}
