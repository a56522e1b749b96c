package dev.tidemark.ingest;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.push.PushBatches;
import dev.tidemark.schema.FeatureRows;
import dev.tidemark.sync.RowsBesideTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Pushed rows that are online and not in the table yet. */
public final class WaitingRows implements RowsBesideTable {
    /** The clocks of the machines may differ; a row too many does no harm. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final SparkSession spark;
    private final PushBatches batches;

    public WaitingRows(SparkSession spark, PushBatches batches) {
        this.spark = spark;
        this.batches = batches;
    }

    @Override
    public Optional<Dataset<Row>> of(FeatureGroup group, Instant tableReadAt) {
        List<FeatureRow> rows = batches.notIngestedBefore(group.name(), tableReadAt.minus(MARGIN)).stream()
                .flatMap(request -> request.rows(group).stream())
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(FeatureRows.of(spark, group, rows));
    }
}
