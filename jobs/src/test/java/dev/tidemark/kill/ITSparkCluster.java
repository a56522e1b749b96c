package dev.tidemark.kill;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.registry.Registry;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the page on clusters, given to an unmodified Spark distribution: two workers at two addresses, the
 * driver at a third.
 */
final class ITSparkCluster {
    private static final String PAYMENTS = "card_payments";
    private static final String DRIVER = "127.0.0.4";

    @TempDir
    static Path folder;

    private static Services services;
    private static SparkCluster cluster;
    private static Submission submission;

    @BeforeAll
    static void start() throws Exception {
        SparkDistribution spark = SparkDistribution.find(folder);
        services = Services.start(folder);
        cluster = SparkCluster.start(
                spark, Files.createDirectory(folder.resolve("cluster")), services.environmentOfWorkers());
        submission = Submission.prepare(folder, spark, cluster.address(), services.environment());
    }

    @AfterAll
    static void stop() throws Exception {
        try (Services begun = services;
                SparkCluster running = cluster) {
            assertThat(begun == null).isEqualTo(running == null);
        }
    }

    @Test
    void allJobsOfThePageRunInClientAndClusterModeAndTellNoSecret() throws Exception {
        List<String> secrets = services.secrets();
        SparkSession session = services.session();
        writePayments(session);
        Instant since = Instant.parse("2026-01-05T11:00:00Z");
        LivePayments live = LivePayments.random(5, 200);
        LivePayments.createTable(session);
        live.before(since).insert(session);
        services.home().apply(LivePayments.group());
        services.kafka().createTopic(LivePayments.TOPIC, 2);
        services.kafka().send(LivePayments.TOPIC, live.records());

        try (WatchedProcesses processes = WatchedProcesses.lookFor(secrets)) {
            List<String> client = submission.page().commands(0);
            assertThat(submission.run(client.get(0), DRIVER)).contains(PAYMENTS, "Applied 3 definition(s)");
            push();
            together(() -> submission.run(client.get(3), DRIVER), () -> {
                submission.run(client.get(1), DRIVER);
                return submission.run(client.get(2), DRIVER);
            });
            List<String> onWorkers = submission.page().commands(1);
            together(() -> runOnWorker(onWorkers.get(0)), () -> runOnWorker(onWorkers.get(1)));

            assertThat(processes.found()).isEmpty();
            assertThat(processes.seen()).isGreaterThan(10);
        }

        assertThat(session.read()
                        .parquet("s3a://tidemark/training-sets/fraud")
                        .selectExpr("CAST(label AS INT)", "payments_1d", "amount_7d")
                        .orderBy("user_id", "event_timestamp")
                        .collectAsList()
                        .toString())
                .isEqualTo("[[0,null,null], [1,1,3.0], [2,99,1.5], [0,null,null]]");
        assertTable(session);
        assertOnline();
        live.since(since).insert(session);
        assertThat(LivePayments.newest(session))
                .isNotEmpty()
                .containsExactlyEntriesOf(LivePayments.computed(session, since));
        assertThat(services.home().runs())
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(run -> assertThat(run.status().name()).isEqualTo("SUCCEEDED"));
        assertThat(services.storage().tables())
                .contains("tables/features/card_payments", "tables/features/live_payments");
        assertAddresses(cluster.logsOfWork());
        assertThat(submission.filesWith(secrets)).isEmpty();
    }

    /** A session whose executors nobody has room for would wait forever. */
    @Test
    void aJobThatGetsNoExecutorSaysSoAndEnds() throws Exception {
        services.home().apply(LivePayments.group());
        String job = submission
                .page()
                .commands(0)
                .get(1)
                .replace("--class", "--conf spark.executor.memory=64g --class")
                .replace(PAYMENTS, LivePayments.NAME);

        assertThat(submission.fail(job, DRIVER, Map.of("TIDEMARK_SPARK_EXECUTORS_TIMEOUT", "5s")))
                .contains(
                        "No executor ran a task within 5s (spark.executors-timeout)",
                        cluster.address() + " was asked for executors of 64g",
                        "read the executors' logs there (work/app-",
                        "must reach the driver at " + DRIVER + ":");
    }

    /** No spark-submit: the script is the driver, and the workers have nothing of Tidemark's. */
    @Test
    void aCommandOfTheScriptSendsTheWorkersWhatTheyNeedAndTheDoctorSaysWhereTheyLackIt() throws Exception {
        Script script = Script.prepare(Files.createDirectory(folder.resolve("script")), cluster.address(), DRIVER)
                .with(Services.database());

        assertThat(script.run(0, "apply")).contains("Applied 1 definition(s)");
        assertThat(script.run(0, "materialize labels --json")).contains("\"rows\":2");

        Path empty = folder.resolve("tidemark-spark_2.13-empty.jar");
        new JarOutputStream(Files.newOutputStream(empty)).close();
        Path defaults =
                Files.writeString(folder.resolve("wrong.conf"), "spark.jars " + empty + "\nspark.cores.max 2\n");
        assertThat(script.with(Map.of("TIDEMARK_SPARK_DEFAULTS", defaults.toString()))
                        .run(1, "doctor --json"))
                .contains("The executors of " + cluster.address() + " do not have Tidemark's classes")
                .contains("not tried: it needs spark");
        assertThat(script.with(Map.of("TIDEMARK_SPARK_MASTER", "yarn")).run(1, "materialize labels"))
                .contains("spark.master is 'yarn'; expected local[*] or spark://HOST:7077")
                .contains("--master yarn --class dev.tidemark.jobs.MaterializeJob "
                        + System.getProperty("tidemark.root") + "/jobs/target/");
        assertThat(submission.filesWith(services.secrets())).isEmpty();
    }

    /** With jars to send, Spark itself fails before a job begins, with the words that the page explains. */
    @Test
    void aJavaThatDoesNotDoIsRefusedWithWhatDoes() throws Exception {
        String job = submission.page().commands(0).getFirst();
        if (Runtime.version().feature() >= 24) {
            Map<String, String> newest = Map.of("JAVA_HOME", System.getProperty("java.home"));
            assertThat(submission.fail(job, DRIVER, newest)).contains("getSubject is not supported");
            assertThat(submission.fail(job.replace("--class", "--conf spark.jars= --class"), DRIVER, newest))
                    .contains("Java " + Runtime.version().feature(), "Hadoop 3.4.2", "use Java 21");
        }
        Path java = Path.of("/usr/lib/jvm/java-17-openjdk-amd64");
        assumeThat(java).isDirectory();
        assertThat(submission.fail(job, DRIVER, Map.of("JAVA_HOME", java.toString())))
                .contains("Java 17 runs this job", "expected Java 21 or newer")
                .doesNotContain("UnsupportedClassVersionError");
    }

    /** Spark's own exit code says nothing of the driver. */
    private static String runOnWorker(String command) throws Exception {
        String printed = submission.run(command, "");
        assertThat(printed).as(cluster.logsOfWork()).contains("is FINISHED");
        return printed;
    }

    /** Jobs that do not need each other: most of their time is the start of processes. */
    private static void together(Callable<String> first, Callable<String> second) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> ended : threads.invokeAll(List.of(first, second))) {
                ended.get();
            }
        }
    }

    private static void writePayments(SparkSession session) throws Exception {
        String time = "timestamp_micros(unix_micros(timestamp'2026-01-01T00:00:00Z') + id * 86400000)";
        session.range(0, 600, 1, 2)
                .selectExpr(
                        "id % 30 AS user_id",
                        time + " AS event_timestamp", time + " AS created_at", "CAST(id AS DOUBLE) AS amount")
                .write()
                .parquet("s3a://tidemark/payments");
        org.apache.hadoop.fs.Path labels = new org.apache.hadoop.fs.Path("s3a://tidemark/labels.csv");
        try (OutputStream file = labels.getFileSystem(session.sparkContext().hadoopConfiguration())
                .create(labels)) {
            file.write("""
                    user_id,event_timestamp,label
                    3,2026-01-01T00:04:19.200Z,1
                    3,2025-12-31T00:00:00Z,0
                    3,2026-01-20T12:00:00Z,2
                    77,2026-01-01T12:00:00Z,0
                    """.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As an application does through the server. */
    private static void push() {
        try (MetadataDatabase database =
                MetadataDatabase.open(MetadataConfig.from(services.home().settings()))) {
            FeatureGroup group = new Registry(database, InstantSource.system()).group(PAYMENTS);
            Instant at = Instant.parse("2026-01-20T00:00:00Z");
            FeatureRow row = new FeatureRow(new EntityKey(List.of(3L)), at, at.plusSeconds(1), Arrays.asList(99L, 1.5));
            services.push(database, group, row);
        }
    }

    /** A user's payments are its number, that plus 30, plus 60 ...: twenty of them. */
    private static void assertTable(SparkSession session) {
        List<Row> greatest = session.table("tidemark.features." + PAYMENTS)
                .where("user_id < 30 AND user_id <> 3")
                .groupBy("user_id")
                .agg(expr("max(payments_1d)"), expr("max(amount_7d)"))
                .collectAsList();
        assertThat(greatest)
                .hasSize(29)
                .allSatisfy(row -> assertThat(List.of(row.get(1), row.get(2)))
                        .containsExactly(20L, 20.0 * row.getLong(0) + 5_700));
    }

    /** All payments have left their windows by now, but for what was pushed. */
    private static void assertOnline() {
        FeatureGroup group;
        try (MetadataDatabase database =
                MetadataDatabase.open(MetadataConfig.from(services.home().settings()))) {
            group = new Registry(database, InstantSource.system()).group(PAYMENTS);
        }
        Map<Long, List<Object>> online =
                new TreeMap<>(OnlineContent.of(services.home(), group).valuesByUser());
        assertThat(online.remove(3L)).containsExactly(99L, 1.5);
        for (long user : Stream.iterate(0L, user -> user < 30, user -> user + 1)
                .filter(user -> user != 3)
                .toList()) {
            assertThat(online.get(user)).containsExactly(0L, null);
        }
        assertThat(online.get(30L)).containsOnlyNulls();
    }

    /** Executors were told the driver's own address, wherever it ran, and both workers had some. */
    private static void assertAddresses(String logs) {
        String driver = "spark://CoarseGrainedScheduler@";
        assertThat(logs).contains(driver + DRIVER + ":");
        assertThat(SparkCluster.WORKERS).anySatisfy(worker -> assertThat(logs).contains(driver + worker + ":"));
        assertThat(logs).doesNotContain(driver + "127.0.0.1:");
        assertThat(SparkCluster.WORKERS)
                .allSatisfy(worker -> assertThat(logs).contains("\"--hostname\" \"" + worker + "\""));
    }
}
