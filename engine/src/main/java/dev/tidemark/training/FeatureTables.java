package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.pointintime.ScanBounds;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads feature tables at the snapshots that a training set pins. */
final class FeatureTables {
    private static final Set<ScalarType> FIXED = EnumSet.complementOf(EnumSet.of(ScalarType.STRING, ScalarType.BYTES));
    /** A guess at the length of texts, bytes and lists, which a table's metadata does not give. */
    private static final int LONGER_THAN_A_WORD = 24;

    private final SparkSession spark;
    private final OfflineStore store;

    FeatureTables(SparkSession spark, OfflineStore store) {
        this.spark = spark;
        this.store = store;
    }

    Dataset<Row> read(PinnedGroup pinned) {
        if (pinned.snapshotId() == null) {
            return spark.createDataFrame(List.<Row>of(), FeatureSchema.of(pinned.group()));
        }
        if (store.icebergTable(pinned.group()).snapshot(pinned.snapshotId()) == null) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Table %s has no snapshot %d any more; keep snapshots for as long as training sets are to be made again"
                            .formatted(store.tableName(pinned.group()), pinned.snapshotId()));
        }
        return store.read(pinned.group(), pinned.snapshotId());
    }

    GroupExplanation explain(PinnedGroup pinned, ScanBounds bounds) {
        return new GroupExplanation(
                pinned,
                bounds,
                scanSize(pinned, filter(bounds)),
                scanSize(pinned, Expressions.alwaysTrue()),
                shuffledRowBytes(pinned));
    }

    /** Spark's rows have a word per column, one word of null bits per 64 columns, and longer values after them. */
    private static int shuffledRowBytes(PinnedGroup pinned) {
        int columns = pinned.group().entity().joinKeys().size()
                + 2
                + pinned.features().size();
        int bytes = 8 * columns + 8 * ((columns + 63) / 64);
        for (String feature : pinned.features()) {
            if (!(pinned.group().feature(feature).type() instanceof ScalarType scalar) || !FIXED.contains(scalar)) {
                bytes += LONGER_THAN_A_WORD;
            }
        }
        return bytes;
    }

    private GroupExplanation.ScanSize scanSize(PinnedGroup pinned, Expression filter) {
        if (pinned.snapshotId() == null) {
            return new GroupExplanation.ScanSize(0, 0, 0, 0);
        }
        Table table = store.icebergTable(pinned.group());
        Set<String> days = new HashSet<>();
        long files = 0;
        long rows = 0;
        long bytes = 0;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(pinned.snapshotId()).filter(filter).planFiles()) {
            for (FileScanTask task : tasks) {
                days.add(task.spec().partitionToPath(task.file().partition()));
                files++;
                rows += task.file().recordCount();
                bytes += task.file().fileSizeInBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new GroupExplanation.ScanSize(days.size(), files, rows, bytes);
    }

    private static Expression filter(ScanBounds bounds) {
        Expression filter =
                Expressions.lessThanOrEqual(FeatureSchema.EVENT_TIMESTAMP, Microseconds.of(bounds.latest()));
        Instant earliest = bounds.earliest();
        if (earliest != null) {
            filter = Expressions.and(
                    filter, Expressions.greaterThanOrEqual(FeatureSchema.EVENT_TIMESTAMP, Microseconds.of(earliest)));
        }
        Instant createdUntil = bounds.createdUntil();
        if (createdUntil != null) {
            filter = Expressions.and(
                    filter, Expressions.lessThanOrEqual(FeatureSchema.CREATED_AT, Microseconds.of(createdUntil)));
        }
        return filter;
    }
}
