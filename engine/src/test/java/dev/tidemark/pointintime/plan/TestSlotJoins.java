package dev.tidemark.pointintime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.pointintime.slot.SpineReading;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.spark.TidemarkExtensions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Map$;

final class TestSlotJoins {
    @Test
    void aSessionWithoutTheExtensionLearnsTheStrategyOnce() {
        SparkSession session = session(new SparkSessionExtensions());

        assertThat(joined(session)).containsExactly(RowFactory.create(1L, 70L));
        assertThat(joined(session)).containsExactly(RowFactory.create(1L, 70L));

        assertThat(session.experimental().extraStrategies().length()).isEqualTo(1);
    }

    @Test
    void aSessionWithTheExtensionIsLeftAsItIs() {
        SparkSessionExtensions extensions = new SparkSessionExtensions();
        new TidemarkExtensions().apply(extensions);
        SparkSession session = session(extensions);

        assertThat(joined(session)).containsExactly(RowFactory.create(1L, 70L));

        assertThat(session.experimental().extraStrategies().length()).isZero();
    }

    private static SparkSession session(SparkSessionExtensions extensions) {
        return new SparkSession(
                SharedSpark.session().sparkContext(),
                Option.empty(),
                Option.empty(),
                extensions,
                Map$.MODULE$.empty(),
                Map$.MODULE$.empty());
    }

    private static List<Row> joined(SparkSession session) {
        Dataset<Row> spine = session.sql("SELECT 1L AS id, timestamp_seconds(100) AS at");
        Dataset<Row> history = session.sql(
                "SELECT id AS user, timestamp_seconds(id * 70) AS event, timestamp_seconds(id * 70) AS created,"
                        + " id * 70 AS amount FROM range(1, 3)");
        SlotJoins.History group = new SlotJoins.History(
                "group",
                history,
                new VisibilityRules(Long.MAX_VALUE, 0, false, Long.MAX_VALUE),
                new TieOrder(List.of(0), true),
                Optional.empty());
        return SlotJoins.join(
                        new SlotJoins.Spine(
                                spine, "at", List.of("id"), new SpineReading(100_000_000, 100_000_000, null)),
                        List.of(group),
                        new JoinTasks(0, new TaskMemory.Share()))
                .drop("at")
                .collectAsList();
    }
}
