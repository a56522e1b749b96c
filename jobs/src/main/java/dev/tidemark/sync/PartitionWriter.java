package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.OnlineSync;
import dev.tidemark.online.WriteResult;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Writes the rows of one partition to the online store, on the executor that holds them. */
final class PartitionWriter implements ForeachPartitionFunction<Row> {
    private final PartitionTask task;

    PartitionWriter(PartitionTask task) {
        this.task = task;
    }

    @Override
    public void call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return;
        }
        FeatureGroup group = task.group();
        SyncCounters counts = task.counts();
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
        OnlineSync sync = new OnlineSync(task.store(), task.batch(), carried -> {
            long batch = carried - reported[0];
            reported[0] = carried;
            counts.entities().add(batch);
            task.pace().written((int) batch);
        });
        WriteResult result = sync.sync(group, featureRows);
        counts.written().add(result.written());
        counts.skipped().add(result.skipped());
        counts.expired().add(result.expired());
    }
}
