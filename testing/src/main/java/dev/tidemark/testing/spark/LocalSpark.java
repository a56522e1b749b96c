package dev.tidemark.testing.spark;

import dev.tidemark.conf.Secret;
import dev.tidemark.session.CatalogConfig;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** One local Spark session for all tests of a JVM, with the properties that Tidemark's sessions have. */
final class LocalSpark {
    /** What Spark needs on Java 17 and newer for queries on one machine. */
    private static final List<String> OPENED = List.of("java.lang", "java.nio", "java.util", "sun.nio.ch");

    private LocalSpark() {}

    private static final class Holder {
        static final SparkSession SESSION = open();
    }

    /** The session: the one that this JVM has, or a new one. */
    static SparkSession session() {
        requireOpenPackages();
        Option<SparkSession> known = SparkSession.getActiveSession();
        return known.isDefined()
                ? known.get()
                : SparkSession.getDefaultSession().isDefined()
                        ? SparkSession.getDefaultSession().get()
                        : Holder.SESSION;
    }

    private static void requireOpenPackages() {
        Module base = Object.class.getModule();
        Module here = LocalSpark.class.getModule();
        String missing = OPENED.stream()
                .filter(name -> !base.isOpen(name, here))
                .map("--add-opens=java.base/%s=ALL-UNNAMED"::formatted)
                .collect(Collectors.joining(" "));
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "Spark cannot start in this JVM: expected the options %s; add them to <argLine> of maven-surefire-plugin"
                            .formatted(missing));
        }
    }

    private static SparkSession open() {
        try {
            Path folder = Files.createTempDirectory("tidemark-testing");
            SparkSession session = SparkSessions.open(
                    new SparkConfig(
                            "local[1]",
                            new CatalogConfig(
                                    "hadoop",
                                    Map.of(
                                            "warehouse",
                                            new Secret(folder.resolve("tables").toString()))),
                            Optional.empty(),
                            Map.of(
                                    "spark.log.level",
                                    "WARN",
                                    "spark.sql.shuffle.partitions",
                                    "1",
                                    "spark.default.parallelism",
                                    "1",
                                    "spark.sql.warehouse.dir",
                                    folder.resolve("warehouse").toString(),
                                    "spark.local.dir",
                                    folder.resolve("scratch").toString())),
                    "tidemark-testing");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(session, folder)));
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(SparkSession session, Path folder) {
        session.stop();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file that Spark removes at the same moment is as good as deleted.
        }
    }
}
