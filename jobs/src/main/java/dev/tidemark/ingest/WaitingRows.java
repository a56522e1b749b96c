package dev.tidemark.ingest;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.schema.FeatureRows;
import dev.tidemark.sync.RowsBesideTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Pushed rows that are online and not in the table yet. */
public final class WaitingRows implements RowsBesideTable {
    private final SparkSession spark;
    private final PushBatches batches;

    public WaitingRows(SparkSession spark, PushBatches batches) {
        this.spark = spark;
        this.batches = batches;
    }

    @Override
    public Optional<Dataset<Row>> of(FeatureGroup group) {
        List<FeatureRow> rows = batches.notIngested(group.name()).stream()
                .flatMap(request -> rows(request, group))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(FeatureRows.of(spark, group, rows));
    }

    @Override
    public Optional<Instant> undeliveredSince(FeatureGroup group) {
        return batches.undeliveredSince(group.name());
    }

    /** Leaves out requests that the next ingestion will put aside. */
    private static Stream<FeatureRow> rows(PushedRequest request, FeatureGroup group) {
        try {
            return request.rows(group).stream();
        } catch (FeatureStoreException e) {
            if (e.code() != ErrorCode.SOURCE_MISMATCH) {
                throw e;
            }
            return Stream.empty();
        }
    }
}
