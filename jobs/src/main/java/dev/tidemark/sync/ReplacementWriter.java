package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.SyncStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Applies the rows of one partition of {@link Retractions} to the online store, on the executor that holds them. */
final class ReplacementWriter implements ForeachPartitionFunction<Row> {
    private final PartitionTask task;

    ReplacementWriter(PartitionTask task) {
        this.task = task;
    }

    @Override
    public void call(Iterator<Row> rows) {
        FeatureGroup group = task.group();
        RowReader reader = new RowReader(group);
        SyncStore store = task.store();
        int most = task.batch();
        List<Replacement> batch = new ArrayList<>(most);
        while (rows.hasNext()) {
            batch.add(reader.replacement(rows.next()));
            if (batch.size() == most || !rows.hasNext()) {
                task.counts().retracted().add(store.replace(group, batch));
                task.counts().entities().add(batch.size());
                task.pace().written(batch.size());
                batch.clear();
            }
        }
    }
}
