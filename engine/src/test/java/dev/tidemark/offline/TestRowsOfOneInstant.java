package dev.tidemark.offline;

import static dev.tidemark.offline.PaymentTables.ALL;
import static dev.tidemark.offline.PaymentTables.FIRST;
import static dev.tidemark.offline.PaymentTables.SPARK;
import static dev.tidemark.offline.PaymentTables.USER;
import static dev.tidemark.offline.PaymentTables.name;
import static dev.tidemark.offline.PaymentTables.payments;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of one entity and instant, of which a table has one. */
final class TestRowsOfOneInstant {
    private final PaymentTables tables = new PaymentTables();
    private final OfflineStore store = tables.store();
    private final Materialization materialization = tables.materialization();

    @BeforeAll
    static void writeSources() {
        PaymentTables.writeSources();
    }

    /** Conformance table T12. */
    @Test
    void rowsOfOneInstantAreReducedToTheSameOneByEveryRun() {
        createTicks();
        FeatureGroup group = ticks("SELECT user_id, at AS event_timestamp, v FROM ticks");
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(1), FIRST.plusDays(1));
        materialization.run(group, day);
        List<String> first = tables.rows(group);

        for (TimeRange range : List.of(day, new TimeRange(Instant.parse("2026-03-02T09:00:00Z"), tables.now()), day)) {
            tables.anHourLater();
            materialization.run(group, range);
            assertThat(tables.rows(group)).isEqualTo(first);
        }
        SPARK.sql("INSERT INTO tidemark.shop.ticks VALUES (1L, TIMESTAMP'2026-03-02 11:00:00', 9)");
        materialization.run(group, day);

        assertThat(first).singleElement().asString().endsWith(",3]");
        assertThat(tables.rows(group)).hasSize(2).containsAll(first);
    }

    @Test
    void ofRowsThatDifferInTheSignOfAZeroEveryRunKeepsTheSame() {
        String name = name();
        for (String zeros : List.of("(0.0D), (-0.0D)", "(-0.0D), (0.0D)")) {
            FeatureGroup group = FeatureGroups.of(name, USER)
                    .source(payments())
                    .feature("v", ScalarType.FLOAT64, "Value")
                    .sql("SELECT /*+ COALESCE(1) */ 1L AS user_id, TIMESTAMP'2026-03-02 10:00:00' AS event_timestamp, v"
                            + " FROM VALUES %s AS zeros(v)".formatted(zeros))
                    .build();

            materialization.run(group, ALL);

            assertThat(store.read(group).selectExpr("CAST(v AS STRING)").collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactly("0.0");
        }
    }

    @Test
    void rowsOfOneInstantThatAnEarlierVersionStoredBecomeOneAgain() {
        createTicks();
        FeatureGroup group = ticks("SELECT user_id, at AS event_timestamp, v FROM ticks");
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(1), FIRST.plusDays(1));
        materialization.run(group, day);
        List<String> first = tables.rows(group);
        SPARK.sql("INSERT INTO %s SELECT user_id, event_timestamp, created_at + INTERVAL 1 HOUR, 2 FROM %1$s"
                .formatted(store.tableName(group)));

        materialization.run(group, day);

        assertThat(tables.rows(group)).isEqualTo(first);
    }

    @Test
    void rowsOfOneInstantWithDifferentCreatedTimesStay() {
        createTicks();
        FeatureGroup group = ticks("SELECT 1L AS user_id, TIMESTAMP'2026-03-02 10:00:00' AS event_timestamp,"
                + " TIMESTAMP'2026-03-02 11:00:00' + make_dt_interval(0, v) AS created_at, v"
                + " FROM VALUES (1), (2), (2) AS t(v)");

        materialization.run(group, ALL);
        materialization.run(group, ALL);

        assertThat(tables.rows(group)).hasSize(2);
    }

    /** Three rows of one instant; each test makes the table anew, since tests run in any order. */
    private static void createTicks() {
        SPARK.sql("CREATE OR REPLACE TABLE tidemark.shop.ticks USING iceberg AS SELECT 1L AS user_id,"
                + " TIMESTAMP'2026-03-02 10:00:00' AS at, v FROM VALUES (1), (2), (3) AS ticks(v)");
    }

    private static FeatureGroup ticks(String statement) {
        return FeatureGroups.of(name(), USER)
                .source(DataSource.table("tidemark.shop.ticks").timestamp("at"))
                .feature("v", ScalarType.INT32, "Value")
                .sql(statement)
                .build();
    }
}
