package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.readme.FeatureJar;
import dev.tidemark.readme.Page;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page's folder with the page's files, and its commands, run there. */
record Submission(Page page, Path folder, Path files, Map<String, String> environment) {
    private static final String DOCUMENTED = "/opt/tidemark";
    /** What saves processor time in JVMs that live for seconds. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path TARGET = Path.of(System.getProperty("tidemark.root"), "jobs/target");

    static Submission prepare(Path folder, SparkDistribution spark, String master, Map<String, String> settings)
            throws IOException {
        Page page = Page.read("docs/guide/clusters.md");
        Path jars = Files.createDirectories(folder.resolve("opt/tidemark/jars"));
        Path files = jars.getParent();
        link(jars, TARGET, "tidemark-spark_.*\\.jar");
        linkTested(jars, "(iceberg-spark-runtime|bundle|analyticsaccelerator-s3)-.*\\.jar");
        link(jars, TARGET.resolve("object-storage"), "hadoop-aws\\.jar");
        FeatureJar.pack(
                System.getProperty("java.class.path"),
                folder.resolve("features"),
                files.resolve("features.jar"),
                Map.of(
                        "DataSource.csv(\"payments\", \"payments.csv\")",
                        "DataSource.parquet(\"payments\", \"s3a://tidemark/payments\")"));
        Path events = Files.createDirectory(folder.resolve("event-logs"));
        Files.writeString(
                files.resolve("submit.conf"),
                page.blocks("properties")
                                .getFirst()
                                .replace(DOCUMENTED, files.toString())
                                .replaceAll("(?m)(extraJavaOptions .*)$", "$1 " + SHORT_LIVED)
                        + """
                        spark.eventLog.enabled   true
                        spark.eventLog.compress  false
                        spark.eventLog.dir       %s
                        spark.cores.max          2
                        spark.sql.shuffle.partitions  2
                        spark.ui.enabled         false
                        """.formatted(events.toUri()));
        Map<String, String> environment = new HashMap<>(settings);
        environment.putAll(Map.of(
                "SPARK_HOME", spark.home().toString(), "JAVA_HOME", spark.java().toString(), "MASTER", master));
        Files.createDirectory(folder.resolve("submitted"));
        return new Submission(page, folder, files, environment);
    }

    private static void linkTested(Path files, String name) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().matches(name)) {
                Files.createSymbolicLink(files.resolve(jar.getFileName()), jar);
            }
        }
    }

    private static void link(Path files, Path from, String name) throws IOException {
        try (Stream<Path> built = Files.list(from)) {
            for (Path jar : built.filter(file -> file.getFileName().toString().matches(name))
                    .toList()) {
                Files.createSymbolicLink(files.resolve(jar.getFileName()), jar);
            }
        }
    }

    /** Runs a command of the page and returns what it printed; fails unless it succeeds. */
    String run(String command, String address) throws Exception {
        return run(command, address, Map.of(), 0);
    }

    /** Runs a command of the page that must end with code 1. */
    String fail(String command, String address, Map<String, String> more) throws Exception {
        return run(command, address, more, 1);
    }

    private String run(String command, String address, Map<String, String> more, int code) throws Exception {
        Path output = Files.createTempFile(folder.resolve("submitted"), "command", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "-c", "exec " + command.replace(DOCUMENTED, files.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        if (!address.isEmpty()) {
            builder.environment().put("SPARK_LOCAL_IP", address);
        }
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended)
                .as("%s ended in time; it printed:%n%s", command, printed)
                .isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s:%n%s", command, printed)
                .isEqualTo(code);
        return printed;
    }

    /**
     * The files that jobs, their drivers and executors have written and that hold one of the words: logs, event logs,
     * folders of work.
     */
    List<String> filesWith(List<String> words) throws IOException {
        List<String> found = new ArrayList<>();
        for (String written : List.of("submitted", "event-logs", "cluster", "home", "script")) {
            if (Files.isDirectory(folder.resolve(written))) {
                try (Stream<Path> all = Files.walk(folder.resolve(written))) {
                    for (Path file : all.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith(".jar"))
                            .toList()) {
                        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                        words.stream()
                                .filter(content::contains)
                                .forEach(word -> found.add("%s in %s".formatted(word, folder.relativize(file))));
                    }
                }
            }
        }
        return found;
    }
}
