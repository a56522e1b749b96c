package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.session.AwsKeys;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature tables and training sets in S3, by the settings that a production system has. */
final class ITObjectStorage {
    private static final String BUCKET = "s3a://" + ObjectStorage.BUCKET;

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    @Test
    void tablesAndTrainingSetsLiveInS3AndAreMadeAgainThere() throws Exception {
        try (ObjectStorage storage = ObjectStorage.start(folder)) {
            Clicks clicks = Clicks.writeTo(folder);
            Home home = Home.create(folder.resolve("home")).with(storage.environment());
            FeatureGroup group = clicks.group();
            home.apply(group);
            reachS3(home);
            Path events = logEverything(home);

            run(home, "materialize", Clicks.NAME, "--from", "2026-01-01", "--to", "2026-04-11");
            clicks.assertComplete(home.table());
            assertThat(objects("warehouse")).anyMatch(object -> object.endsWith(".parquet"));

            String output = BUCKET + "/training-set";
            build(home, output);
            List<Row> first = spark.read().parquet(output).collectAsList();
            assertThat(first).hasSize(2);
            assertThat(first.toString()).contains("[7,", "[77,");
            assertThat(objects("training-set"))
                    .anyMatch(object -> object.endsWith("_manifest.json"))
                    .noneMatch(object -> object.endsWith("_unfinished"));

            build(home, output);
            assertThat(spark.read().parquet(output).collectAsList()).containsExactlyInAnyOrderElementsOf(first);
            SparkLogs.assertNoSecretIn(
                    List.of(events, folder.resolve("home/logs")),
                    LocalDatabase.password(home.settings()).value(),
                    storage.environment().get("TIDEMARK_S3_ACCESS_KEY"),
                    storage.environment().get("TIDEMARK_S3_SECRET_KEY"));
        }
    }

    /** Lets the home's processes log all that Spark can be told to log, in places that are searched afterwards. */
    private Path logEverything(Home home) throws IOException {
        Path events = Files.createDirectory(folder.resolve("event-log"));
        Files.writeString(
                Path.of(home.environment().get("TIDEMARK_SPARK_DEFAULTS")),
                """
                spark.log.level INFO
                spark.eventLog.enabled true
                spark.eventLog.compress false
                spark.eventLog.dir %s
                spark.redaction.regex nothing-at-all
                spark.scheduler.listenerbus.logSlowEvent true
                spark.scheduler.listenerbus.logSlowEvent.threshold 1us
                """.formatted(events.toUri()),
                StandardOpenOption.APPEND);
        return events;
    }

    /** Gives this JVM's Spark the settings that the home's processes have. */
    private void reachS3(Home home) {
        String prefix = "spark.hadoop.";
        SparkConfig config = SparkConfig.from(home.settings());
        config.s3Keys().ifPresent(AwsKeys::use);
        config.extra().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                spark.sparkContext().hadoopConfiguration().set(key.substring(prefix.length()), value);
            }
        });
    }

    private void build(Home home, String output) throws Exception {
        Path spine = Files.writeString(folder.resolve("spine.csv"), """
            user_id,event_timestamp
            7,2026-02-01T00:00:00Z
            77,2025-12-31T00:00:00Z
            """);
        run(
                home,
                "training-set",
                "--spine",
                spine.toString(),
                "--timestamp",
                "event_timestamp",
                "--features",
                Clicks.NAME,
                "--output",
                output);
    }

    private static void run(Home home, String... words) throws Exception {
        try (Child child = Child.tidemark(home.environment(), words)) {
            child.succeed();
        }
    }

    private List<String> objects(String prefix) throws Exception {
        try (Stream<Path> files = Files.walk(
                folder.resolve("objects").resolve(ObjectStorage.BUCKET).resolve(prefix))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
