package dev.tidemark.offline;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Appends batches of rows to a table in one commit each, exactly once. It checks whether the table has the batch before
 * it writes files, and again inside the commit, for every snapshot that the commit is based on, because another process
 * may append the same batch.
 */
public final class MarkedAppend {
    /** Up to so many rows are written to one file; beyond it, each task writes one. */
    private static final long ONE_FILE = 50_000;

    private final SparkSession spark;
    private final String name;
    private final Fence fence;

    /** @param name of the table in SQL */
    public MarkedAppend(SparkSession spark, String name, Fence fence) {
        this.spark = spark;
        this.name = name;
        this.fence = fence;
    }

    /** Returns true if the table has a batch. */
    public boolean has(BatchMark mark) {
        return has(mark, Tables.load(spark, name));
    }

    private boolean has(BatchMark mark, Table table) {
        return mark.isInHistory(table) || mark.isIn(spark, name, table);
    }

    /**
     * Appends a batch.
     *
     * @param count the number of rows
     * @return empty if the table has the batch already
     */
    public Optional<CommitResult> append(BatchMark mark, Dataset<Row> rows, long count) {
        Table table = Tables.load(spark, name);
        if (has(mark, table)) {
            return Optional.empty();
        }
        Dataset<Row> complete = TableRows.withMissingColumns(rows, spark.read().table(name));
        // A batch is small and covers few days, so sorting it first would cost more than several open files.
        StagedFiles files = StagedFiles.write(
                table,
                count <= ONE_FILE ? complete.coalesce(1) : complete,
                Map.of("distribution-mode", "none", "fanout-enabled", "true"));
        StillMissing condition = new StillMissing(mark);
        try {
            return Optional.of(new CommitResult(files.rows(), commit(mark, table, files, condition)));
        } catch (RuntimeException failure) {
            files.deleteAfter(failure);
            if (condition.isBroken()) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static long commit(BatchMark mark, Table table, StagedFiles files, StillMissing condition) {
        Transaction transaction = table.newTransaction();
        transaction
                .updateProperties()
                .set(mark.property().getKey(), mark.property().getValue())
                .commit();
        AppendFiles append = transaction.newAppend().validateWith(condition);
        files.files().forEach(append::appendFile);
        mark.summary().forEach(append::set);
        append.commit();
        transaction.commitTransaction();
        return transaction.table().currentSnapshot().snapshotId();
    }

    /** Iceberg calls this at each attempt to commit. */
    private final class StillMissing implements SnapshotAncestryValidator {
        private final BatchMark mark;
        private boolean broken;

        StillMissing(BatchMark mark) {
            this.mark = mark;
        }

        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            fence.check();
            for (Snapshot snapshot : ancestors) {
                broken |= mark.isOn(snapshot);
            }
            return !broken;
        }

        /** Returns true if the table was found to have the batch. */
        boolean isBroken() {
            return broken;
        }

        @Override
        public String errorMessage() {
            return "%s has the batch %s already".formatted(name, mark.property().getValue());
        }
    }
}
