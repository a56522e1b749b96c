package dev.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.online.local.SharedRedisCluster;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for spark-submit: all that Tidemark needs beside a Spark distribution, and nothing that Spark has. */
final class ITSubmittedJar {
    private static final Pattern NAME = Pattern.compile("tidemark-spark_2\\.13-[^/]*\\.jar");
    /** What a cluster's class path has before any job's. */
    private static final Pattern CLUSTERS = Pattern.compile(
            ".*/org/apache/(spark|hadoop|iceberg|logging)/.*|.*/(scala-lang|io/netty|org/slf4j|com/fasterxml|org/xerial|org/lz4|luben|jakarta)/.*");

    private static final Pattern NOT_SPARKS = Pattern.compile(".*/spark-(sql-kafka|token-provider)-.*");

    private static JarFile jar;

    @BeforeAll
    static void open() throws IOException {
        try (Stream<Path> built = Files.list(Path.of(System.getProperty("tidemark.root"), "jobs/target"))) {
            jar = new JarFile(built.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow()
                    .toFile());
        }
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void noClassIsThereThatSparkOrItsNeighboursBring() throws IOException {
        TreeSet<String> twice = new TreeSet<>();
        for (String entry : clusters()) {
            try (JarFile other = new JarFile(entry)) {
                other.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                        .filter(name -> jar.getEntry(name) != null)
                        .forEach(twice::add);
            }
        }

        assertThat(twice).isEmpty();
        assertThat(names()).noneMatch(name -> name.startsWith("com/zaxxer/") || name.startsWith("org/yaml/"));
    }

    @Test
    void driversKafkaAndThePartsOfTidemarkAreThere() {
        assertThat(names())
                .contains(
                        "org/postgresql/Driver.class",
                        "org/h2/Driver.class",
                        "dev/tidemark/shaded/hikari/HikariDataSource.class",
                        "org/apache/spark/sql/kafka010/KafkaSourceProvider.class",
                        "org/apache/kafka/clients/consumer/KafkaConsumer.class",
                        "io/lettuce/core/RedisClient.class",
                        "dev/tidemark/feature/FeatureGroup.class",
                        "dev/tidemark/session/SparkSessions.class",
                        "tidemark.yaml",
                        "profiles/production.yaml");
    }

    @Test
    void nothingIsThereThatOneMachineOrOneSystemNeeds() {
        assertThat(names())
                .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a|exe)"))
                .noneMatch(name -> name.contains("redis-server") || name.startsWith("redis/embedded/"))
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
                .doesNotContain("log4j2.properties");
    }

    @Test
    void servicesOfSeveralJarsAreInOneFile() throws IOException {
        assertThat(text("META-INF/services/org.flywaydb.core.extensibility.Plugin"))
                .contains("PostgreSQLDatabaseType", "org.flywaydb.core.");
        assertThat(text("META-INF/services/java.sql.Driver")).contains("org.h2.Driver", "org.postgresql.Driver");
        assertThat(text("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister"))
                .contains("org.apache.spark.sql.kafka010.KafkaSourceProvider");
    }

    @Test
    void licencesOfItsPartsAreThere() throws IOException {
        assertThat(text("META-INF/LICENSE")).contains("PostgreSQL Global Development Group", "Apache License");
    }

    /** So that a job on Java 17, which Spark has, can say what it needs. */
    @Test
    void mainClassesRunOnEveryJavaThatSparkHas() throws IOException {
        for (String job : List.of("Apply", "Command", "Ingest", "Materialize", "Stream", "Sync", "TrainingSet")) {
            assertThat(release("dev/tidemark/jobs/" + job + "Job.class")).isEqualTo(17);
        }
        assertThat(release("dev/tidemark/jobs/Submitted.class")).isEqualTo(17);
        assertThat(release("dev/tidemark/cli/Tidemark.class")).isEqualTo(21);
    }

    /** The default of redis.mode starts a cluster on this machine, which the jar cannot. */
    @Test
    void aJobThatIsNotToldWhereRedisIsSaysWhatToSet(@TempDir Path home) throws Exception {
        List<URL> urls = new ArrayList<>(List.of(Path.of(jar.getName()).toUri().toURL()));
        for (String entry : clusters()) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> services = loader.loadClass("dev.tidemark.online.local.LocalServices");
            try (AutoCloseable entered = (AutoCloseable) services.getMethod("enter", Path.class, int.class)
                    .invoke(null, home, SharedRedisCluster.freePorts())) {
                assertThatThrownBy(() -> services.getMethod("start").invoke(entered))
                        .cause()
                        .hasMessageContaining("the jar for spark-submit has no Redis")
                        .hasMessageContaining("TIDEMARK_REDIS_MODE=external");
            }
        }
    }

    private static List<String> clusters() {
        return Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> CLUSTERS.matcher(entry).matches()
                        && !NOT_SPARKS.matcher(entry).matches())
                .toList();
    }

    private static int release(String file) throws IOException {
        try (DataInputStream content = new DataInputStream(jar.getInputStream(jar.getEntry(file)))) {
            content.skipNBytes(6);
            return content.readUnsignedShort() - 44;
        }
    }

    private static List<String> names() {
        return jar.stream().map(ZipEntry::getName).toList();
    }

    private static String text(String file) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(file)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
