package dev.tidemark.offline;

import static org.apache.spark.sql.functions.not;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the computed rows of a range in one commit. Iceberg replaces whole files: the other rows of files that reach
 * over the range's ends are read and written again. If somebody changes these files or adds rows to their span between
 * the reading and the commit, the commit fails and is repeated on the new state.
 */
final class RangeWrite {
    private static final int TRIES = 5;

    private final SparkSession spark;
    private final String name;
    private final TimeRange range;
    private final Fence fence;

    RangeWrite(SparkSession spark, String name, TimeRange range, Fence fence) {
        this.spark = spark;
        this.name = name;
        this.range = range;
        this.fence = fence;
    }

    /**
     * The rows that replace a range.
     *
     * @param of computes the rows from the table's current rows
     * @param readsTable whether the result depends on the table's current rows
     * @param options of Iceberg's writer
     */
    record Computed(UnaryOperator<Dataset<Row>> of, boolean readsTable, Map<String, String> options) {}

    CommitResult write(Computed rows) {
        StagedFiles computed = null;
        for (int attempt = 1; ; attempt++) {
            Table table = Tables.load(spark, name);
            // The snapshot before anything is read; commits after it are conflicts.
            Long snapshot = snapshotId(table);
            ReplacedSpan replaced = ReplacedSpan.of(table, range);
            Dataset<Row> stored = stored(replaced);
            if (computed == null) {
                computed = stage(table, rows.of().apply(stored), stored, rows.options());
            }
            List<StagedFiles> files = new ArrayList<>(List.of(computed));
            if (!replaced.empty() && (!replaced.span().equals(range) || PushColumn.isIn(stored))) {
                files.add(stage(table, carried(stored, replaced.span()), stored, Map.of()));
            }
            try {
                return new CommitResult(computed.rows(), commit(table, snapshot, replaced, files));
            } catch (ValidationException | CommitFailedException conflict) {
                boolean again = isChangedSince(snapshot) && attempt < TRIES;
                (again && !rows.readsTable() ? files.subList(1, files.size()) : files).forEach(StagedFiles::delete);
                if (!again) {
                    throw attempt == TRIES ? tooManyChanges(conflict) : conflict;
                }
                computed = rows.readsTable() ? null : computed;
            } catch (RuntimeException failure) {
                files.forEach(staged -> staged.deleteAfter(failure));
                throw failure;
            }
        }
    }

    /**
     * Returns the span's rows outside the range, and the pushed rows, with all columns of the table, even those of
     * removed features.
     */
    private Dataset<Row> carried(Dataset<Row> stored, TimeRange span) {
        return stored.where(TableRows.within(span))
                .where(not(TableRows.within(range)).or(PushColumn.isPushed(stored)));
    }

    /** Returns the table's rows; none at all, which costs nothing to join, if no file has rows of the range. */
    private Dataset<Row> stored(ReplacedSpan replaced) {
        Dataset<Row> all = spark.read().table(name);
        return replaced.empty() ? spark.createDataFrame(List.of(), all.schema()) : all;
    }

    private static StagedFiles stage(Table table, Dataset<Row> rows, Dataset<Row> stored, Map<String, String> options) {
        return StagedFiles.write(table, TableRows.withMissingColumns(rows, stored), options);
    }

    private long commit(Table table, @Nullable Long snapshot, ReplacedSpan replaced, List<StagedFiles> files) {
        Expression filter = replaced.rows();
        Transaction transaction = table.newTransaction();
        OverwriteFiles overwrite = transaction
                .newOverwrite()
                .overwriteByRowFilter(filter)
                .conflictDetectionFilter(filter)
                .validateNoConflictingData()
                .validateNoConflictingDeletes()
                .set("tidemark.range", range.toString())
                .validateWith(ancestors -> {
                    fence.check();
                    return true;
                });
        if (snapshot != null) {
            overwrite.validateFromSnapshot(snapshot);
        }
        files.forEach(staged -> staged.files().forEach(overwrite::addFile));
        overwrite.commit();
        transaction.commitTransaction();
        return transaction.table().currentSnapshot().snapshotId();
    }

    private boolean isChangedSince(@Nullable Long snapshot) {
        return !Objects.equals(snapshot, snapshotId(Tables.load(spark, name)));
    }

    private static @Nullable Long snapshotId(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null ? null : (Long) snapshot.snapshotId();
    }

    private FeatureStoreException tooManyChanges(RuntimeException conflict) {
        return new FeatureStoreException(
                ErrorCode.INTERNAL,
                ("Others changed the days of %s in %s during each of %d tries to write them, and nothing was written;"
                                + " run it again when no compaction or SQL statement works on these days")
                        .formatted(range, name, TRIES),
                conflict);
    }
}
