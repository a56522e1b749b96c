package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmark.spark.BenchmarkSpark;
import dev.tidemark.pointintime.PointInTimeJoin;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison is fair: every plan and every peer gives the rows of the readable reference. */
final class ITPlansAgree {
    private static final int SMALL = 1_000;

    @TempDir
    static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void open() {
        spark = BenchmarkSpark.open("test", folder, 2);
    }

    @AfterAll
    static void close() {
        spark.stop();
    }

    static List<Workload> loads() {
        return new Workloads(SMALL).all();
    }

    @Test
    void theFirstOfOurPlansIsTheOneThatUsersGet() {
        Dataset<Row> spine = spark.sql("SELECT 1L AS user_id, TIMESTAMP '2026-01-01 00:00:00' AS event_timestamp");

        assertThat(PointInTimeJoin.of(spine, "event_timestamp").chosenPlan())
                .isEqualTo(OurPlan.all().getFirst().choice());
    }

    @ParameterizedTest
    @MethodSource("loads")
    void everyPlanGivesTheReferencesRows(Workload load) throws Exception {
        JoinInputs inputs = new WorkloadData(spark, folder.resolve("data")).of(load);
        JoinedRows joined =
                new JoinedRows(spark, inputs, folder.resolve("output").resolve(load.name()));
        OurPlan reference = OurPlan.all().getLast();
        Dataset<Row> expected = joined.by(reference);
        List<String> columns = List.of(expected.columns());

        assertThat(expected.count()).isEqualTo(load.spineRows());
        assertThat(columns).hasSize(4 + load.features());
        assertThat(expected.where("g0_f0 IS NOT NULL").count()).isPositive();
        assertThat(expected.where("g0_f0 IS NULL").count()).isPositive();
        // Fifteen groups take Spark a minute to plan in the peers' ways, which are the same for any number of groups.
        for (SparkPlan plan : Lineup.sparkPlans()) {
            if (!plan.equals(reference)
                    && (plan instanceof OurPlan || !load.name().equals(Workloads.WIDE))) {
                JoinedRows.assertSame(plan.name(), joined.by(plan), expected);
            }
        }
        JoinedRows.assertSame(DuckDbAsof.NAME, joined.byDuckDb(), expected);
    }
}
