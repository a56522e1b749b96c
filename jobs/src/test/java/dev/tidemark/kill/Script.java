package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@code ./tidemark} in a folder with a group of which the executors need a class, and a cluster for its master. */
record Script(Path folder, Map<String, String> environment) {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));

    /** @param address the driver's own, at which workers reach it */
    static Script prepare(Path folder, String master, String address) throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("events.csv"), """
                user_id,at
                1,2026-11-01T00:00:00Z
                2,2026-11-02T00:00:00Z
                """);
        Files.writeString(folder.resolve("features/Labels.java"), """
                import dev.tidemark.compute.*;
                import dev.tidemark.feature.*;
                import org.apache.spark.api.java.function.MapFunction;
                import org.apache.spark.sql.*;
                import org.apache.spark.sql.types.*;
                public class Labels implements FeatureComputation, FeatureGroupDefinition {
                    public FeatureGroup define() {
                        return FeatureGroup.named("labels").describedAs("Of a test").ownedBy("tests")
                            .entity(Entity.of("user", "A user", "user_id", ScalarType.INT64))
                            .source(DataSource.csv("events", "%s").timestamp("at"))
                            .feature("label", ScalarType.STRING, "A label").computedBy(Labels.class).build();
                    }
                    record Label(String text) {}
                    public Dataset<Row> compute(ComputeContext context) {
                        StructType schema = new StructType().add("user_id", DataTypes.LongType)
                            .add("event_timestamp", DataTypes.TimestampType).add("label", DataTypes.StringType);
                        MapFunction<Row, Row> labelled = row -> RowFactory.create(
                            row.<Number>getAs("user_id").longValue(), row.getAs("at"), new Label("of " + row.getAs("user_id")).text());
                        return context.source("events").map(labelled, Encoders.row(schema));
                    }
                }
                """.formatted(folder.resolve("events.csv")));
        Path defaults = Files.writeString(folder.resolve("spark.conf"), """
                spark.executor.memory         1g
                spark.cores.max               2
                spark.sql.shuffle.partitions  2
                spark.executor.extraJavaOptions  %s
                """.formatted(Submission.SHORT_LIVED));
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("SPARK_LOCAL_IP", address);
        environment.put("TIDEMARK_BUILD", "never");
        environment.put("TIDEMARK_JAVA_OPTIONS", "-Xms64m -Xmx1g " + Submission.SHORT_LIVED);
        environment.put("TIDEMARK_SPARK_MASTER", master);
        environment.put("TIDEMARK_SPARK_DEFAULTS", defaults.toString());
        return new Script(folder, environment);
    }

    Script with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(settings);
        return new Script(folder, all);
    }

    /** Runs a command and returns what it prints; fails unless it ends with the code. */
    String run(int code, String words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", "exec '%s' %s".formatted(ROOT.resolve("tidemark"), words))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(words + ":\n" + printed).isEqualTo(code);
        return printed;
    }
}
