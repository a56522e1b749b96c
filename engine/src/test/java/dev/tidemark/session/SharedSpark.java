package dev.tidemark.session;

import dev.tidemark.conf.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** One local Spark session per JVM with a real Iceberg catalog in H2, in a folder that goes away with the JVM. */
public final class SharedSpark {
    private SharedSpark() {}

    private static final class Holder {
        static final Path FOLDER = folder();
        static final SparkConfig CONFIG = config(FOLDER);
        static final SparkSession SESSION = SparkSessions.open(CONFIG, "tests");
    }

    public static SparkSession session() {
        return Holder.SESSION;
    }

    public static SparkConfig config() {
        return Holder.CONFIG;
    }

    /** A folder of this JVM's, for files that tests write. */
    public static Path folder() {
        try {
            Path folder = Files.createTempDirectory("tidemark-spark");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A configuration with everything in one folder. */
    public static SparkConfig config(Path folder) {
        return new SparkConfig(
                "local[2]",
                CatalogConfig.jdbc(
                        "jdbc:h2:retry:" + folder.resolve("metadata")
                                + ";MODE=PostgreSQL;AUTO_SERVER=TRUE;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                        "tidemark",
                        new Secret(""),
                        folder.resolve("warehouse").toString()),
                Optional.empty(),
                Map.of(
                        "spark.sql.shuffle.partitions", "2",
                        "spark.ui.enabled", "false",
                        "spark.local.dir", folder.resolve("scratch").toString()));
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file that Spark removes at the same moment is as good as deleted.
            System.err.println("left behind: " + folder);
        }
    }
}
