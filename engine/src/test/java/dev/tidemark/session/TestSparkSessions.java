package dev.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Secret;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestSparkSessions {
    private static final String COMPRESS = "spark.shuffle.compress";
    private static final String CHECKSUM = "spark.shuffle.checksum.enabled";
    private static final String FILE_PER_TASK = "spark.shuffle.sort.bypassMergeThreshold";
    private static final String REMOVED = "spark.sql.classic.shuffleDependency.fileCleanup.enabled";

    @Test
    void onOneMachineTheShuffleIsPlain() {
        SparkConf conf = conf("local[*]", Map.of());

        assertThat(conf.get(COMPRESS)).isEqualTo("false");
        assertThat(conf.get(CHECKSUM)).isEqualTo("false");
        assertThat(conf.get(FILE_PER_TASK)).isEqualTo("1");
        assertThat(conf.get(REMOVED)).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://spark-master:7077", "yarn"})
    void onAClusterTheShuffleIsLeftToSpark(String master) {
        SparkConf conf = conf(master, Map.of());

        assertThat(conf.contains(COMPRESS)).isFalse();
        assertThat(conf.contains(CHECKSUM)).isFalse();
        assertThat(conf.contains(FILE_PER_TASK)).isFalse();
        assertThat(conf.contains(REMOVED)).isFalse();
    }

    @Test
    void aResultWhoseShuffleHasBeenRemovedIsMadeAgain() {
        SparkSession spark = SharedSpark.session();
        spark.conf().set(REMOVED, "true");
        try {
            Dataset<Row> counts = spark.range(0, 1_000, 1, 4)
                    .selectExpr("id % 7 AS key")
                    .groupBy("key")
                    .count();
            List<Row> first = counts.collectAsList();

            assertThat(counts.collectAsList()).hasSize(7).containsExactlyInAnyOrderElementsOf(first);
        } finally {
            spark.conf().unset(REMOVED);
        }
    }

    @Test
    void whatTheUserSetsIsStronger() {
        assertThat(conf("local[2]", Map.of(COMPRESS, "true")).get(COMPRESS)).isEqualTo("true");
    }

    private static SparkConf conf(String master, Map<String, String> extra) {
        SparkConfig config =
                new SparkConfig(master, "warehouse", "features", "jdbc:h2:mem:none", "nobody", new Secret(""), extra);
        return SparkSessions.conf(config, "test");
    }
}
