package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.session.SharedSpark;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs as a cluster gets them: the one jar of this module, given to Spark's own launcher. */
final class ITSparkSubmit {
    private static final Path TARGET =
            Path.of(System.getProperty("tidemark.root")).resolve("jobs/target");
    /** What a Spark distribution does not have, and must not find on its class path here. */
    private static final Pattern NOT_SPARKS = Pattern.compile(
            ".*/(iceberg-|h2-|postgresql-|HikariCP|flyway|jdbi3|geantyref|picocli|quartz|lettuce|msgpack|smallrye"
                    + "|microprofile|embedded-|archunit|junit|assertj"
                    + "|(jobs|engine|conf|online-sync|registry|feature-groups)-0).*|.*/classes/?|.*/test-classes/?");

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    @Test
    void aGroupIsMaterializedATrainingSetBuiltAndRedisFilledBySparkSubmit() throws Exception {
        String events = folder.resolve("events").toString();
        spark.range(0, 600, 1, 2)
                .selectExpr(
                        "id % 30 AS user_id",
                        "timestamp_micros(unix_micros(timestamp'2026-01-01T00:00:00Z') + id * 86400000) AS event_timestamp",
                        "timestamp_micros(unix_micros(timestamp'2026-01-01T00:00:00Z') + id * 86400000) AS created_at",
                        "CAST(id AS DOUBLE) AS amount")
                .write()
                .parquet(events);
        String spine = folder.resolve("spine.csv").toString();
        Files.writeString(Path.of(spine), """
                user_id,event_timestamp,label
                3,2026-01-01T00:04:19.200Z,1
                3,2025-12-31T00:00:00Z,0
                77,2026-01-01T12:00:00Z,0
                """);
        Home home = homeWithRedis();
        FeatureGroup group = new Clicks(events).group();
        home.apply(group);

        submit(home, "dev.tidemark.jobs.MaterializeJob", Clicks.NAME, "--from", "2026-01-01", "--to", "2026-01-02");
        String output = folder.resolve("training-set").toString();
        submit(
                home,
                "dev.tidemark.jobs.TrainingSetJob",
                "--spine",
                spine,
                "--timestamp",
                "event_timestamp",
                "--features",
                Clicks.NAME,
                "--output",
                output);

        Dataset<Row> set = spark.read().parquet(output);
        assertThat(set.selectExpr("CAST(label AS INT)", "clicks_10d", "amount_20d")
                        .orderBy("user_id", "event_timestamp")
                        .collectAsList()
                        .toString())
                .isEqualTo("[[0,null,null], [1,1,3.0], [0,null,null]]");

        submit(home, "dev.tidemark.jobs.SyncJob", Clicks.NAME);
        assertThat(submit(
                        home,
                        "dev.tidemark.jobs.CommandJob",
                        "sql",
                        "SELECT count(DISTINCT user_id) AS users FROM features." + Clicks.NAME,
                        "--csv"))
                .contains("users\n30");

        // A user's events are its number, that plus 30, plus 60 ...: twenty of them.
        Map<Long, List<Object>> online = OnlineContent.of(home, group).valuesByUser();
        for (long user = 0; user < 30; user++) {
            assertThat(online.get(user)).containsExactly(20L, 20.0 * user + 5_700);
        }
        assertThat(online.get(30L)).containsOnlyNulls();
    }

    /** The first half is in the source's table, and both are in the topic: what is there twice counts once. */
    @Test
    void aStreamThatBeginsAtAnInstantTakesThePastFromTheTableAndTheRestFromKafkaBySparkSubmit() throws Exception {
        Instant since = Instant.parse("2026-01-05T11:00:00Z");
        LivePayments payments = LivePayments.random(5, 200);
        Home home = homeWithRedis();
        SparkSession session = home.session();
        LivePayments.createTable(session);
        payments.before(since).insert(session);
        home.apply(LivePayments.group());
        try (Kafka kafka = Kafka.start(folder.resolve("kafka"))) {
            kafka.createTopic(LivePayments.TOPIC, 2);
            kafka.send(LivePayments.TOPIC, payments.records());

            submit(
                    home.with(Map.of(
                            "TIDEMARK_STREAM_KAFKA_SERVERS",
                            kafka.address(),
                            "TIDEMARK_STREAM_LATENESS",
                            "3h",
                            "TIDEMARK_STREAM_STATE_PARTITIONS",
                            "2")),
                    "dev.tidemark.jobs.StreamJob",
                    LivePayments.NAME,
                    "--from",
                    since.toString(),
                    "--once");
        }

        payments.since(since).insert(session);
        TreeMap<String, String> streamed = LivePayments.newest(session);
        assertThat(streamed).isNotEmpty().containsExactlyEntriesOf(LivePayments.computed(session, since));
    }

    /** The jar for spark-submit has no Redis of its own. */
    private Home homeWithRedis() {
        return Home.create(folder.resolve("home"))
                .with(Map.of(
                        "TIDEMARK_REDIS_MODE",
                        "external",
                        "TIDEMARK_REDIS_URIS",
                        SharedRedisCluster.cluster().uris().stream()
                                .map(URI::toString)
                                .collect(Collectors.joining(","))));
    }

    private static String submit(Home home, String mainClass, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "--master", "local[2]", "--conf", "spark.ui.enabled=false", "--class", mainClass, "--jars", jars()));
        try (Stream<Path> built = Files.list(TARGET)) {
            words.add(built.map(Path::toString)
                    .filter(file -> file.matches(".*/tidemark-spark_[^/]*\\.jar"))
                    .findFirst()
                    .orElseThrow());
        }
        words.addAll(List.of(options));
        try (Child child = Child.onClassPath(
                sparksClassPath(),
                home.environment(),
                "org.apache.spark.deploy.SparkSubmit",
                words.toArray(new String[0]))) {
            return child.succeed();
        }
    }

    /** Iceberg, which comes by {@code --packages} in real life. */
    private static String jars() {
        return testClassPath()
                .filter(file -> file.contains("/iceberg-spark-runtime"))
                .collect(Collectors.joining(","));
    }

    private static String sparksClassPath() {
        return testClassPath()
                .filter(file -> !NOT_SPARKS.matcher(file).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> testClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
    }
}
