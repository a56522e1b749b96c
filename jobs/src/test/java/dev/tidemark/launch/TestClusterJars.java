package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Secret;
import dev.tidemark.session.CatalogConfig;
import dev.tidemark.session.SparkConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a command that no spark-submit has started works on a master, or which command does. */
final class TestClusterJars {
    private static final String OWN = "/opt/jobs/target/tidemark-spark_2.13-1.jar";
    private static final String ICEBERG = "/m2/iceberg-spark-runtime-4.1_2.13-1.12.0.jar";
    private static final String SUBMIT = "\"$SPARK_HOME/bin/spark-submit\" --properties-file submit.conf --master ";

    @ParameterizedTest
    @ValueSource(strings = {"", "local", "local[*]", "local[2,3]"})
    void executorsInThisProcessNeedNothing(String master) {
        SparkConfig config = config(master, Map.of("spark.ui.enabled", "false"));

        assertThat(jars("sync", "clicks").addTo(config)).isEqualTo(config);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://host:7077", "local-cluster[2,1,1024]"})
    void executorsOfAStandaloneMasterAreSentTidemarkIcebergAndTheDefinitions(String master) {
        SparkConfig config =
                config(master, Map.of("spark.jars", "/a/more.jar", "spark.executor.extraJavaOptions", "-Xss4m"));

        assertThat(jars("sync", "clicks").addTo(config).extra())
                .isEqualTo(Map.of(
                        "spark.jars",
                        String.join(",", OWN, ICEBERG, "/home/features.jar", "/a/more.jar"),
                        "spark.executor.extraJavaOptions",
                        "-Xss4m -Dmsgpack.universal-buffer=true"));
    }

    /** The file of {@code spark.defaults} is stronger than the setting, as it is for Spark. */
    @Test
    void jarsThatTheUserNamesAreNotSentTwice() {
        SparkConfig config = config(
                "local[*]",
                Map.of(
                        "spark.master",
                        "spark://host:7077",
                        "spark.jars",
                        "s3a://jars/tidemark-spark_2.13-2.jar, s3a://jars/iceberg-spark-runtime-4.1_2.13-1.13.0.jar"));

        assertThat(jars("sync", "clicks").addTo(config).extra().get("spark.jars"))
                .isEqualTo("/home/features.jar,s3a://jars/tidemark-spark_2.13-2.jar,"
                        + "s3a://jars/iceberg-spark-runtime-4.1_2.13-1.13.0.jar");
    }

    @Test
    void anotherMasterIsRefusedWithTheCommandForSparkSubmit() {
        assertThatThrownBy(() -> jars("--conf", "a b.yaml", "materialize", "clicks", "--from", "2026-01-01")
                        .addTo(config("yarn", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("spark.master is 'yarn'; expected local[*] or spark://HOST:7077")
                .hasMessageContaining(SUBMIT
                        + "yarn --class dev.tidemark.jobs.MaterializeJob " + OWN
                        + " --conf 'a b.yaml' clicks --from 2026-01-01 Or")
                .hasMessageEndingWith(
                        "TIDEMARK_SPARK_MASTER='local[*]' ./tidemark --conf 'a b.yaml' materialize clicks --from 2026-01-01");
    }

    @Test
    void aCommandWithoutAMainClassOfItsOwnIsSubmittedToo() {
        assertThatThrownBy(() -> jars("sql", "SELECT 'a'", "--csv").addTo(config("k8s://https://host:6443", Map.of())))
                .hasMessageContaining(SUBMIT
                        + "k8s://https://host:6443 --class dev.tidemark.jobs.CommandJob " + OWN
                        + " sql 'SELECT '\\''a'\\''' --csv Or");
    }

    @Test
    void aJarThatWasNotBuiltIsToldBeforeSparkStarts() {
        ClusterJars none = new ClusterJars(
                List.of(Path.of(ICEBERG)), Optional.empty(), List.of(), new SubmitCommand(List.of("sync", "clicks")));

        assertThatThrownBy(() -> none.addTo(config("spark://host:7077", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("build it (./mvnw package -DskipTests)")
                .hasMessageEndingWith(SUBMIT
                        + "spark://host:7077 --class dev.tidemark.jobs.SyncJob tidemark-spark_2.13-VERSION.jar clicks");
    }

    private static ClusterJars jars(String... words) {
        return new ClusterJars(
                List.of(Path.of("/opt/jobs/target/classes"), Path.of(ICEBERG), Path.of("/m2/h2.jar")),
                Optional.of(Path.of(OWN)),
                List.of(Path.of("/home/features.jar")),
                new SubmitCommand(List.of(words)));
    }

    private static SparkConfig config(String master, Map<String, String> extra) {
        return new SparkConfig(
                master, new CatalogConfig("hadoop", Map.of("warehouse", new Secret("/w"))), Optional.empty(), extra);
    }
}
