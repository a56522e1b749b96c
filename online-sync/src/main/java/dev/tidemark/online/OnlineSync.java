package dev.tidemark.online;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes rows of one group to the online store, batch by batch. The store's guard makes it idempotent: rows may come in
 * any order, twice, and again after a failure.
 */
public final class OnlineSync {
    private final OnlineStore store;
    private final int batchSize;
    private final LongConsumer progress;

    public OnlineSync(OnlineStore store, int batchSize) {
        this(store, batchSize, rows -> {});
    }

    /** @param progress receives the number of rows written so far, after each batch */
    public OnlineSync(OnlineStore store, int batchSize, LongConsumer progress) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("Batch size must be at least 1, got " + batchSize);
        }
        this.store = store;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    public WriteResult sync(FeatureGroup group, Iterator<FeatureRow> rows) {
        WriteResult total = WriteResult.NOTHING;
        List<FeatureRow> batch = new ArrayList<>(batchSize);
        while (rows.hasNext()) {
            batch.add(rows.next());
            if (batch.size() == batchSize || !rows.hasNext()) {
                total = total.plus(store.write(group, batch));
                batch.clear();
                progress.accept(total.rows());
            }
        }
        return total;
    }
}
