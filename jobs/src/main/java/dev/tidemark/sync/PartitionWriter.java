package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.online.OnlineSync;
import dev.tidemark.online.WriteResult;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.WritePace;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Writes the rows of one partition to the online store, on the executor that holds them. */
final class PartitionWriter implements ForeachPartitionFunction<Row> {
    private final String definition;
    private final OnlineTarget target;
    private final SyncCounters counts;
    private final WritePace pace;

    PartitionWriter(FeatureGroup group, OnlineTarget target, SyncCounters counts, WritePace pace) {
        this.definition = DefinitionJson.write(group);
        this.target = target;
        this.counts = counts;
        this.pace = pace;
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
        long[] reported = new long[1];
        OnlineSync sync = new OnlineSync(ExecutorStores.of(target), pace.batch(target), carried -> {
            long batch = carried - reported[0];
            reported[0] = carried;
            counts.entities().add(batch);
            pace.written((int) batch);
        });
        WriteResult result = sync.sync(group, featureRows);
        counts.written().add(result.written());
        counts.skipped().add(result.skipped());
        counts.expired().add(result.expired());
    }
}
