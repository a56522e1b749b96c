package dev.tidemark.testing;

import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.INT64;
import static dev.tidemark.feature.ScalarType.STRING;
import static dev.tidemark.feature.ScalarType.TIMESTAMP;
import static dev.tidemark.testing.Rows.event;
import static dev.tidemark.testing.Rows.row;
import static dev.tidemark.testing.Rows.table;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.testing.spark.SparkRows;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements and Java classes under test, and windows computed as a materialization computes them. */
final class TestTestedGroupsOnSpark {
    private static final TestedGroup SHARES = TestedGroup.of(Payments.group(Payments.source())
            .source(DataSource.table("shop.refunds").timestamp("refunded_at"))
            .feature("refunded_share_1d", FLOAT64, "Share")
            .feature("statuses", FeatureType.listOf(STRING), "All statuses")
            .feature("newest", TIMESTAMP, "Newest payment")
            .sql("""
                SELECT
                  user_id,
                  date_trunc('DAY', paid_at) + INTERVAL 1 DAY AS event_timestamp,
                  coalesce(any_value(refunded), 0) / sum(amount) AS refunded_share_1d,
                  sort_array(collect_set(status)) AS statuses,
                  max(paid_at) AS newest
                FROM payments
                LEFT JOIN (SELECT user_id, sum(amount) AS refunded FROM refunds GROUP BY user_id) USING (user_id)
                GROUP BY ALL
                """)
            .timeToLive(Duration.ofDays(2))
            .build());

    @Test
    void aStatementReadsItsSourcesAndIsValidFromItsOwnTimestampOn() {
        SHARES.given()
                .rows(
                        "payments",
                        event("user_id", 17, "amount", 30.0, "status", "ok").at("2026-05-01T10:00:00Z"),
                        event("user_id", 17, "amount", 10.0, "status", "late").at("2026-05-01T11:00:00Z"),
                        event("user_id", 18, "amount", 5, "status", "ok").at("2026-05-01T11:00:00Z"))
                .rows("refunds", event("user_id", 17, "amount", 10).at("2026-05-01T12:00:00Z"))
                .at("2026-05-01T23:59:59Z")
                .expectNothing("user_id", 17)
                .at("2026-05-02")
                .expect(
                        row(
                                "user_id",
                                17,
                                "refunded_share_1d",
                                0.25,
                                "statuses",
                                List.of("late", "ok"),
                                "newest",
                                "2026-05-01T11:00:00Z"),
                        row("user_id", 18, "refunded_share_1d", 0))
                .at("2026-05-04T00:00:00.000001Z")
                .expectNothing("user_id", 17);
    }

    @Test
    void aSourceWithoutRowsHasTheColumnsThatTheTestDeclares() {
        TestedGroup declared = TestedGroup.of(SHARES.group())
                .column("refunds", "user_id", INT64)
                .column("refunds", "amount", FLOAT64)
                .column("payments", "status", STRING);

        declared.given()
                .rows(
                        "payments",
                        event("user_id", 17, "amount", 30.0, "status", null).at("2026-05-01"))
                .at("2026-05-02")
                .expect(row("user_id", 17, "refunded_share_1d", 0, "statuses", List.of()));

        assertThatThrownBy(() -> SHARES.given()
                        .rows(
                                "payments",
                                event("user_id", 17, "amount", 30.0, "status", "ok")
                                        .at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Source 'refunds' of feature group 'payments' has neither rows nor columns: expected rows, or"
                                + " the types of its columns, as in TestedGroup.of(..).column(\"refunds\", \"amount\","
                                + " FLOAT64)");
    }

    /** The largest payment so far, by its user. */
    public static final class LargestSoFar implements FeatureComputation {
        @Override
        public Dataset<Row> compute(ComputeContext context) {
            return context.source("payments")
                    .select(
                            col("user_id"),
                            col("paid_at").as("event_timestamp"),
                            col("amount").as("largest"));
        }
    }

    @Test
    void aJavaClassComputesAndOfRowsOfOneInstantTheGreatestStays() {
        TestedGroup largest = TestedGroup.of(Payments.group(Payments.source())
                .feature("largest", FLOAT64, "Largest")
                .computedBy(LargestSoFar.class)
                .build());

        largest.given(table("""
            user_id | amount | paid_at
            17      | 3      | 2026-05-01T10:00:00Z
            17      | 7.5    | 2026-05-01T10:00:00Z
            17      | 5      | 2026-05-01T10:00:00Z
            null    | 9      | 2026-05-01T10:00:00Z
            """)).at("2026-05-01T10:00:00Z").expect(row("user_id", 17, "largest", 7.5));

        assertThatThrownBy(() -> largest.given(table("user_id | amount | paid_at\n17 | 3 | 2026-05-01"))
                        .at("2026-05-01")
                        .expect(row("user_id", 17, "largest", 4)))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("largest  expected 4.0, actual 3.0");
    }

    @Test
    void aStatementThatDoesNotRunSaysWhatTheProductSays() {
        TestedGroup wrong = TestedGroup.of(Payments.group(Payments.source())
                .feature("largest", FLOAT64, "Largest")
                .sql("SELECT user_id, paid_at AS event_timestamp, amuont AS largest FROM payments")
                .build());

        assertThatThrownBy(() -> wrong.given(event("user_id", 17, "amount", 1).at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 17))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The SQL of feature group 'payments' does not run: ")
                .hasMessageContaining("amuont");
    }

    @Test
    void allTestsShareOneSessionWithTidemarksProperties() {
        SHARES.given()
                .rows(
                        "payments",
                        event("user_id", 17, "amount", 30.0, "status", "ok").at("2026-05-01"))
                .rows("refunds", event("user_id", 17, "amount", 30.0).at("2026-05-01"))
                .at("2026-05-02")
                .expect(row("user_id", 17, "refunded_share_1d", 1));

        SparkSession session = SparkSession.active();
        assertThat(session.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
        assertThat(IntStream.range(0, 100))
                .as("views that a test has left behind")
                .noneMatch(number -> session.catalog().dropGlobalTempView("tidemark_testing_" + number));
    }

    static List<Emission> emissions() {
        return List.of(Emission.onEvent(), Emission.onChange(), Emission.every(Duration.ofMinutes(45)));
    }

    @ParameterizedTest
    @MethodSource("emissions")
    void windowsHaveTheRowsThatAMaterializationComputes(Emission emission) {
        FeatureGroup group = Payments.all().emit(emission).build();
        long seed = System.nanoTime();
        List<SourceRow> events = randomEvents(new Random(seed));
        GivenSource source = GivenSource.of(group, group.sources().getFirst(), events, Map.of());
        TimeRange range = new TimeRange(Instant.parse("2026-05-01T00:00:00Z"), Instant.parse("2026-05-03T00:00:00Z"));
        assertThat(group.computation()).isInstanceOf(Computation.Windows.class);

        List<FeatureRow> here = WindowRows.of(group, source, range);
        List<FeatureRow> onSpark = SparkRows.of(
                group, List.of(new SparkRows.Table(source.source(), source.types(), source.rows())), range);

        Comparator<FeatureRow> order = Comparator.comparing(
                        (FeatureRow row) -> row.key().toString())
                .thenComparing(FeatureRow::eventTimestamp);
        assertThat(here.stream().sorted(order).toList())
                .as("seed %d", seed)
                .hasSizeGreaterThan(50)
                .isEqualTo(onSpark.stream().sorted(order).toList());
    }

    /** Few instants, ids and values, so that ties, repeated events and equal values are many. */
    private static List<SourceRow> randomEvents(Random random) {
        Instant first = Instant.parse("2026-05-01T00:00:00Z");
        List<SourceRow> events = new ArrayList<>();
        for (int number = 0; number < 300; number++) {
            Instant time = first.plus(Duration.ofMinutes(15L * random.nextInt(150)));
            events.add(event(
                            "user_id",
                            oneOf(random, 17, 18, 19, null),
                            "payment_id",
                            oneOf(random, "a", "b", "c", null),
                            "amount",
                            oneOf(random, 1, 2.5, 40, -0.0, 1e15, 0.1, null),
                            "status",
                            oneOf(random, "ok", "refused", "", null),
                            "MERCHANT",
                            oneOf(random, 4, 9, null),
                            "due",
                            oneOf(random, Instant.parse("1969-12-31T23:59:59.999999Z"), first, null))
                    .at(time)
                    .created(time.plusSeconds(random.nextInt(3))));
        }
        return events;
    }

    private static Object oneOf(Random random, Object... values) {
        return values[random.nextInt(values.length)];
    }
}
