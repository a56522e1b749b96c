package dev.tidemark.kill;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PlanChoice;
import dev.tidemark.pointintime.PointInTimeJoin;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The main class of a driver whose executors are processes of their own: joins by several plans and tells whether they
 * agree.
 */
public final class TwoWorkers {
    private TwoWorkers() {}

    public static void main(String[] arguments) throws Exception {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<String> expected = rows(join(spark, PlanChoice.UNION));
            for (PlanChoice plan : List.of(PlanChoice.SLOT, PlanChoice.MERGE)) {
                boolean same = rows(join(spark, plan)).equals(expected);
                System.out.printf("%s %s%n", plan, same ? "agrees" : "differs");
            }
            System.out.printf(
                    "%d rows by %d executors%n",
                    expected.size(), spark.sparkContext().statusTracker().getExecutorInfos().length - 1);
        }
    }

    private static List<String> rows(Dataset<Row> joined) {
        return joined.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static Dataset<Row> join(SparkSession spark, PlanChoice plan) {
        Dataset<Row> spine = spark.range(20_000)
                .selectExpr("id % 997 AS user_id", "timestamp_seconds(id * 37 % 90000) AS at", "id AS label");
        Dataset<Row> history = spark.range(50_000)
                .selectExpr(
                        "id % 997 AS user_id",
                        "timestamp_seconds(id * 17 % 90000) AS event_timestamp",
                        "timestamp_seconds(id * 17 % 90000 + id % 60) AS created_at",
                        "IF(id % 6 = 0, NULL, concat('word ', id)) AS word");
        FeatureGroup group = FeatureGroups.ofUsers("users")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("word", ScalarType.STRING, "w")
                .timeToLive(Duration.ofSeconds(4_000))
                .sql("SELECT 1")
                .build();
        return PointInTimeJoin.of(spine, "at")
                .with(JoinedGroup.of(group, history))
                .planned(plan)
                .showMatches()
                .run();
    }
}
