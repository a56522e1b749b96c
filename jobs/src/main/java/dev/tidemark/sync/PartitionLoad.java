package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.OnlineSync;
import dev.tidemark.online.WriteResult;
import dev.tidemark.registry.DefinitionJson;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Hands the rows of one partition to the online store, on the executor that holds them. */
final class PartitionLoad implements ForeachPartitionFunction<Row> {
    private final String definition;
    private final OnlineTarget target;
    private final LongAccumulator written;
    private final LongAccumulator skipped;

    PartitionLoad(FeatureGroup group, OnlineTarget target, LongAccumulator written, LongAccumulator skipped) {
        this.definition = DefinitionJson.write(group);
        this.target = target;
        this.written = written;
        this.skipped = skipped;
    }

    @Override
    public void call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return;
        }
        FeatureGroup group = DefinitionJson.read(definition);
        RowReader reader = new RowReader(group);
        Iterator<FeatureRow> featureRows = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public FeatureRow next() {
                return reader.read(rows.next());
            }
        };
        WriteResult result = new OnlineSync(ExecutorStores.of(target), target.batchSize()).sync(group, featureRows);
        written.add(result.written());
        skipped.add(result.skipped());
    }
}
