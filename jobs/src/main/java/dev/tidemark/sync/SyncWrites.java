package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.WriteResult;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.WritePace;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** Applies one sync of a group to the online store, and counts the work. */
final class SyncWrites implements AutoCloseable {
    private final SparkSession spark;
    private final FeatureGroup group;
    private final OnlineTarget target;
    private final SyncCounters counts;
    private final WritePace pace;
    private final long holdUntil;
    private final PartitionTask task;

    /** @param now the instant of the sync: rows that do not hold yet are written beside those that do */
    SyncWrites(SparkSession spark, FeatureGroup group, OnlineTarget target, Instant now) {
        this.spark = spark;
        this.group = group;
        this.target = target;
        this.counts = SyncCounters.in(spark.sparkContext());
        this.pace = WritePace.of(spark, target);
        this.holdUntil = HoldBounds.holdUntil(group, Microseconds.of(now));
        this.task = PartitionTask.of(group, target, counts, pace);
    }

    /** Offers each entity's newest row that holds, and those that lie ahead. */
    void write(Dataset<Row> rows) {
        LatestRows.upToAndAfter(group, rows, holdUntil).foreachPartition(new PartitionWriter(task));
    }

    /**
     * Offers each entity's newest row that holds, and those that lie ahead, slice by slice.
     *
     * @param finished called with each slice that is in the store
     */
    void write(Dataset<Row> rows, Slices slices, IntConsumer finished) {
        slices.write(slices.newest(group, rows, holdUntil), new PartitionWriter(task), finished);
    }

    /** Offers all rows without a shuffle; the store keeps each entity's newest. */
    void offer(Dataset<Row> rows) {
        LatestRows.all(group, rows).foreachPartition(new PartitionWriter(task));
    }

    /**
     * Retracts values that are in the store only because of removed rows.
     *
     * @param gone rows of a table whose newest were in the store
     * @param passed rows any of which may have been written to the store
     * @param come added rows, which may equal removed ones
     * @param table all remaining rows, requested if an entity has lost some
     * @param synced an instant before the last sync
     */
    void retract(
            Dataset<Row> gone, Dataset<Row> passed, Dataset<Row> come, Supplier<Dataset<Row>> table, Instant synced) {
        HoldBounds bounds = new HoldBounds(HoldBounds.holdUntil(group, Microseconds.of(synced)), holdUntil);
        Dataset<Row> entities =
                Retractions.entities(group, gone, passed, come, bounds).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            if (!entities.isEmpty()) {
                replace(Retractions.replacements(group, entities, table.get(), holdUntil));
            }
        } finally {
            entities.unpersist();
        }
    }

    /**
     * Scans all stored values of the group and retracts those that no row explains.
     *
     * @param rows requested after the scan, so that no scanned value can be of a younger row
     */
    void retractStale(Supplier<Dataset<Row>> rows, long now) {
        Dataset<Row> stored = StoreScan.of(spark, target, group.name());
        if (!stored.isEmpty()) {
            replace(Retractions.stale(group, stored, rows.get(), now));
        }
    }

    private void replace(Dataset<Row> replacements) {
        replacements.foreachPartition(new ReplacementWriter(task));
    }

    WriteResult soFar() {
        return new WriteResult(
                counts.written().value(),
                counts.skipped().value(),
                counts.expired().value());
    }

    SyncOutcome outcome(SyncOutcome.Kind kind, @Nullable Long snapshotId, String detail) {
        return new SyncOutcome(
                kind,
                counts.written().value(),
                counts.skipped().value(),
                counts.expired().value(),
                counts.retracted().value(),
                snapshotId,
                detail);
    }

    @Override
    public void close() {
        pace.end();
    }
}
