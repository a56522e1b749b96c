package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster of Spark's own on this machine: a master, two workers, and an executor process on each. */
final class ITTwoWorkers {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));

    @TempDir
    Path home;

    @Test
    void everyPlanGivesTheSameRowsOnTwoWorkers() throws Exception {
        List<String> folders = new ArrayList<>();
        Path jars = Files.createDirectory(home.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))) {
            if (entry.endsWith(".jar")) {
                Path jar = Path.of(entry);
                Files.createSymbolicLink(jars.resolve(folders.size() + "-" + jar.getFileName()), jar);
            } else {
                folders.add(entry);
            }
        }
        String options = Files.readAllLines(ROOT.resolve("conf/jvm.options")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("-Xm"))
                .collect(Collectors.joining(" "));

        try (Child driver = Child.start(
                Map.of(
                        "SPARK_HOME",
                        home.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "SPARK_SCALA_VERSION",
                        "2.13"),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local-cluster[2,1,1024]",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.sql.shuffle.partitions=4",
                "--conf",
                "spark.sql.warehouse.dir=" + home.resolve("warehouse"),
                "--conf",
                "spark.executor.extraClassPath=" + String.join(File.pathSeparator, folders),
                "--conf",
                "spark.executor.extraJavaOptions=" + options,
                "--class",
                "dev.tidemark.kill.TwoWorkers",
                folders.getFirst())) {
            assertThat(driver.succeed())
                    .contains("SLOT agrees")
                    .contains("MERGE agrees")
                    .contains("20000 rows by 2 executors");
        }
    }
}
