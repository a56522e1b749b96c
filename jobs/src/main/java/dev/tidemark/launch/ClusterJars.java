package dev.tidemark.launch;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.session.SparkConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tidemark's jars for the executors of a cluster if this process is the driver without spark-submit: Spark sends them
 * the files of {@code spark.jars}.
 *
 * @param classPath of this process
 * @param own the jar for spark-submit; empty if it was not built
 * @param users jars with the user's definitions
 * @param command that was typed
 */
record ClusterJars(List<Path> classPath, Optional<Path> own, List<Path> users, SubmitCommand command) {
    private static final String JARS = "spark.jars";
    private static final String OPTIONS = "spark.executor.extraJavaOptions";
    private static final String MESSAGE_PACK = "-Dmsgpack.universal-buffer=true";
    private static final Pattern LOCAL = Pattern.compile("local(\\[.*)?");
    private static final Pattern STANDALONE = Pattern.compile("(spark://|local-cluster\\[).*");
    private static final Pattern OWN = Pattern.compile("tidemark-spark_.*\\.jar");
    private static final Pattern ICEBERG = Pattern.compile("iceberg-spark-runtime-.*\\.jar");

    ClusterJars {
        classPath = List.copyOf(classPath);
        users = List.copyOf(users);
    }

    /**
     * Returns the jars of this process.
     *
     * @param project the compiled definitions of the project's folder
     */
    static ClusterJars ofProcess(Map<String, String> environment, Optional<Path> project, SubmitCommand command) {
        List<Path> users = new ArrayList<>(project.stream().toList());
        users.addAll(paths(environment.getOrDefault("TIDEMARK_CLASSPATH", "")));
        users.removeIf(file -> !Files.isRegularFile(file));
        return new ClusterJars(paths(System.getProperty("java.class.path")), builtJar(), users, command);
    }

    /** Returns true if spark-submit started this process: it sets Spark's properties as system properties. */
    static boolean isSubmitted() {
        return System.getProperty("spark.master") != null;
    }

    /**
     * Returns the configuration with the jars for executors.
     *
     * @throws ConfigurationException if this process cannot be a driver for the master, with the command that can
     */
    SparkConfig addTo(SparkConfig config) {
        String master = config.extra().getOrDefault("spark.master", config.master());
        if (master.isEmpty() || LOCAL.matcher(master).matches()) {
            return config;
        }
        if (!STANDALONE.matcher(master).matches()) {
            throw new ConfigurationException(
                    "spark.master is '%s'; expected local[*] or spark://HOST:7077, which a command of ./tidemark can use. For another master submit it (docs/guide/clusters.md): %s Or run it on this machine: %s"
                            .formatted(master, command.line(master, own), command.onThisMachine()));
        }
        Map<String, String> extra = new HashMap<>(config.extra());
        extra.put(JARS, jars(master, extra.getOrDefault(JARS, "")));
        extra.merge(
                OPTIONS,
                MESSAGE_PACK,
                (given, ours) -> given.contains("msgpack.universal-buffer") ? given : given + " " + ours);
        return new SparkConfig(config.master(), config.catalog(), config.s3Keys(), extra);
    }

    /** Tidemark's jars come first, unless the user names others for them. */
    private String jars(String master, String given) {
        List<String> all = new ArrayList<>();
        List<String> named = Stream.of(given.split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        if (named.stream().noneMatch(file -> isOf(OWN, file))) {
            all.add(own.orElseThrow(() -> new ConfigurationException(
                            "spark.master is '%s', and the jar for its executors (tidemark-spark_2.13-VERSION.jar) is not beside Tidemark's classes: build it (./mvnw package -DskipTests), name it in spark.jars of the file that spark.defaults names, or submit the command (docs/guide/clusters.md): %s"
                                    .formatted(master, command.line(master, own))))
                    .toString());
        }
        if (named.stream().noneMatch(file -> isOf(ICEBERG, file))) {
            classPath.stream()
                    .map(Path::toString)
                    .filter(file -> isOf(ICEBERG, file))
                    .forEach(all::add);
        }
        users.forEach(file -> all.add(file.toAbsolutePath().toString()));
        all.addAll(named);
        return String.join(",", all);
    }

    private static boolean isOf(Pattern pattern, String file) {
        return pattern.matcher(file.substring(file.lastIndexOf('/') + 1)).matches();
    }

    private static List<Path> paths(String classPath) {
        return Stream.of(classPath.split(Pattern.quote(File.pathSeparator)))
                .filter(Predicate.not(String::isBlank))
                .map(Path::of)
                .toList();
    }

    /** Returns the jar that the build puts beside this module's classes. */
    private static Optional<Path> builtJar() {
        try {
            Path here = Path.of(ClusterJars.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (isOf(OWN, here.toString())) {
                return Optional.of(here);
            }
            try (Stream<Path> beside = Files.list(here.toAbsolutePath().getParent())) {
                return beside.filter(file -> isOf(OWN, file.toString())).findFirst();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
