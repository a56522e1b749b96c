package dev.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Secret;
import dev.tidemark.conf.Settings;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestSparkSessions {
    private static final String COMPRESS = "spark.shuffle.compress";
    private static final String CHECKSUM = "spark.shuffle.checksum.enabled";
    private static final String FILE_PER_TASK = "spark.shuffle.sort.bypassMergeThreshold";

    @Test
    void onOneMachineTheShuffleIsPlain() {
        SparkConf conf = conf("local[*]", Map.of());

        assertThat(conf.get(COMPRESS)).isEqualTo("false");
        assertThat(conf.get(CHECKSUM)).isEqualTo("false");
        assertThat(conf.get(FILE_PER_TASK)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://spark-master:7077", "yarn"})
    void onAClusterTheShuffleIsLeftToSpark(String master) {
        SparkConf conf = conf(master, Map.of());

        assertThat(conf.contains(COMPRESS)).isFalse();
        assertThat(conf.contains(CHECKSUM)).isFalse();
        assertThat(conf.contains(FILE_PER_TASK)).isFalse();
    }

    @Test
    void onOneMachineTheDriverListensOnLoopback() {
        SparkConf conf = conf("local[*]", Map.of());

        assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://spark-master:7077", "yarn", "k8s://https://kubernetes:6443"})
    void onAClusterNothingPinsTheDriverToAnAddress(String master) {
        Map<String, String> environment = Map.of("TIDEMARK_SPARK_MASTER", master);
        SparkConfig config = SparkConfig.from(Settings.load(environment, Optional.empty()));

        SparkConf conf = SparkSessions.conf(config, "test");

        assertThat(conf.contains("spark.driver.host")).isFalse();
        assertThat(conf.contains("spark.driver.bindAddress")).isFalse();
    }

    @Test
    void whatTheUserSetsIsStronger() {
        assertThat(conf("local[2]", Map.of(COMPRESS, "true")).get(COMPRESS)).isEqualTo("true");
    }

    private static SparkConf conf(String master, Map<String, String> extra) {
        CatalogConfig catalog = CatalogConfig.jdbc("jdbc:h2:mem:none", "nobody", new Secret(""), "warehouse");
        SparkConfig config = new SparkConfig(master, catalog, Optional.empty(), extra);
        return SparkSessions.conf(config, "test");
    }
}
