package dev.tidemark.catalog;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The feature table that the page about other readers takes as its example, with a value of each kind, nulls, and a
 * corrected row.
 */
final class ReaderTable {
    static final String NAME = "user_transactions";

    private static final FeatureGroup GROUP = FeatureGroups.ofUsers(NAME)
            .source(DataSource.table("shop.payments").timestamp("event_timestamp"))
            .sql("SELECT * FROM payments")
            .feature("amount", ScalarType.FLOAT64, "Money")
            .feature("visits", ScalarType.INT32, "Visits")
            .feature("shop", ScalarType.STRING, "A shop")
            .feature("is_new", ScalarType.BOOL, "Whether it is new")
            .feature("seen_at", ScalarType.TIMESTAMP, "Last seen")
            .feature("tags", FeatureType.listOf(ScalarType.STRING), "Tags")
            .build();
    private static final TimeRange JANUARY =
            new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-05T00:00:00Z"));

    private final SparkSession spark;
    private final OfflineStore tables;

    /** @param spark with the catalog to write to, in which nothing is yet */
    ReaderTable(SparkSession spark) {
        this.spark = spark;
        this.tables = new OfflineStore(spark, "features");
        tables.ensure(GROUP);
        tables.write(GROUP, JANUARY, spark.sql("""
                SELECT user_id, CAST(event AS TIMESTAMP) AS event_timestamp, CAST(created AS TIMESTAMP) AS created_at,
                  amount, visits, shop, is_new, CAST(seen AS TIMESTAMP) AS seen_at, tags
                FROM VALUES
                  (1L, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 0.1D, 1, 'a', true, '2025-12-31T23:59:59.999999Z', array('x', null)),
                  (1L, '2026-01-02T10:00:00.000001Z', '2026-01-02T11:00:00Z', 2D, 2, 'b', false, null, array()),
                  (1L, '2026-01-02T10:00:00.000001Z', '2026-01-04T11:00:00Z', 3D, 2, 'é', false, '1969-07-20T20:17:40Z', null),
                  (2L, '2026-01-03T00:00:00Z', '2026-01-03T00:00:00Z', CAST(null AS DOUBLE), null, null, null, null, null),
                  (9223372036854775807L, '2026-01-04T23:59:59.999999Z', '2026-01-05T00:00:00Z', -1.5e300D, -5, '', true, null, array('y'))
                  AS rows(user_id, event, created, amount, visits, shop, is_new, seen, tags)
                """));
    }

    Dataset<Row> rows() {
        return tables.read(GROUP);
    }

    /** Builds a training set of a label each hour for two users. */
    void buildTrainingSet(String folder) {
        new TrainingSetBuilder(spark, tables, name -> GROUP, InstantSource.system())
                .build(new TrainingSet(
                        new Spine.Query("""
                                SELECT explode(array(1L, 2L)) AS user_id, event_timestamp
                                FROM (SELECT explode(sequence(timestamp'2026-01-01T00:00:00Z',
                                  timestamp'2026-01-04T00:00:00Z', interval 12 hours)) AS event_timestamp)"""),
                        "event_timestamp",
                        List.of(FeatureReference.parse(NAME)),
                        Knowledge.eventTime(),
                        false,
                        new Output.Parquet(folder)));
    }
}
