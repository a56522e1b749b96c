package dev.tidemark.kill;

import dev.tidemark.conf.Settings;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A Tidemark home of its own, worked on by child processes and looked at by the test. */
record Home(Map<String, String> environment) {
    static final Duration LEASE = Duration.ofSeconds(3);

    static Home create(Path folder) {
        Map<String, String> environment = Map.of(
                "TIDEMARK_HOME",
                folder.toString(),
                "TIDEMARK_SPARK_MASTER",
                "local[2]",
                "TIDEMARK_SCHEDULE_LEASE",
                LEASE.toSeconds() + "s",
                "TIDEMARK_SCHEDULE_CHECK_IN",
                "1s",
                "TIDEMARK_REDIS_PORTS",
                Integer.toString(SharedRedisCluster.freePorts()),
                "TIDEMARK_SPARK_DEFAULTS",
                sparkDefaults(folder).toString());
        return new Home(environment);
    }

    /** The same home with more settings, which are stronger. */
    Home with(Map<String, String> settings) {
        Map<String, String> both = new HashMap<>(environment);
        both.putAll(settings);
        return new Home(both);
    }

    private static Path sparkDefaults(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve("spark-defaults.conf"), "spark.sql.shuffle.partitions 2\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Settings settings() {
        return Settings.load(environment, Optional.empty());
    }

    void apply(FeatureGroup group) {
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(settings()))) {
            Registry registry = new Registry(database, InstantSource.system());
            registry.apply(registry.plan(List.of(group)));
        }
    }

    /** The runs, oldest first. */
    List<Run> runs() {
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(settings()))) {
            return new RunHistory(database, InstantSource.system(), LEASE)
                    .latest(100)
                    .reversed();
        }
    }

    /** The group's table. */
    Dataset<Row> table() {
        return session().table("%s.features.%s".formatted(SparkSessions.CATALOG, Clicks.NAME));
    }

    /** A session of this JVM's that has this home's catalog. */
    SparkSession session() {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(session, SparkConfig.from(settings()).catalog());
        return session;
    }
}
