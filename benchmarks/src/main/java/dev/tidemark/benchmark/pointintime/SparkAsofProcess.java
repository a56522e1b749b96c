package dev.tidemark.benchmark.pointintime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.benchmark.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * A newer Spark in a process of its own, {@code benchmarks/peers/spark_asof.py}: two Sparks do not fit on one class
 * path. Started when it is first asked, and again after it was stopped. For one thread at a time; {@link #stop} may
 * come from another.
 */
final class SparkAsofProcess implements AutoCloseable {
    private static final PythonEnvironment ENVIRONMENT =
            new PythonEnvironment("spark-asof", "requirements-spark-asof.txt");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What decides how Spark runs a query; the rest is the product's own. */
    private static final List<String> SHARED = List.of(
            "spark.master",
            "spark.sql.shuffle.",
            "spark.sql.adaptive.",
            "spark.sql.session.timeZone",
            "spark.sql.classic.",
            "spark.serializer",
            "spark.shuffle.",
            "spark.local.dir",
            "spark.driver.",
            "spark.ui.enabled");

    private final SparkSession product;
    private final PrintStream out;
    private volatile @Nullable Process process;
    private @Nullable BufferedReader answers;
    private @Nullable ProcessHandle engine;
    private @Nullable Path python;
    private boolean lookedForPython;

    /** A process that will run with the settings of the product's session. */
    SparkAsofProcess(SparkSession product, PrintStream out) {
        this.product = product;
        this.out = out;
    }

    /**
     * Whether there is a Python to run it; makes one where there is none, and says why if there is not. Starts the
     * process, so that its start is part of no run.
     */
    boolean isAvailable() throws IOException, InterruptedException {
        if (!lookedForPython) {
            python = ENVIRONMENT.python(out).orElse(null);
            lookedForPython = true;
            if (python != null) {
                start();
            }
        }
        return python != null;
    }

    /** Sends a request and waits for its answer, without the {@code OK}. */
    String ask(Map<String, @Nullable Object> request) throws IOException, InterruptedException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            running = start();
        }
        running.outputWriter().write(JSON.writeValueAsString(request) + "\n");
        running.outputWriter().flush();
        String answer = Objects.requireNonNull(answers).readLine();
        if (answer == null || !answer.startsWith("OK")) {
            throw new IOException("The peer answered '%s'; see %s".formatted(answer, ENVIRONMENT.log()));
        }
        return answer.substring(2).strip();
    }

    /** The processor time of its JVM, in nanoseconds; 0 while there is none. */
    long processorNanos() {
        return engine == null
                ? 0
                : engine.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    private Process start() throws IOException, InterruptedException {
        if (!isAvailable()) {
            throw new IOException("There is no Python for the peer");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Objects.requireNonNull(python).toString(),
                PythonEnvironment.script("spark_asof.py").toString(),
                settings());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("SPARK_HOME");
        Process started = builder.redirectError(
                        ProcessBuilder.Redirect.appendTo(ENVIRONMENT.log().toFile()))
                .start();
        process = started;
        answers = started.inputReader();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("READY ")) {
                engine = ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
                return started;
            }
        }
        throw new IOException("The peer did not start; see " + ENVIRONMENT.log());
    }

    private String settings() throws JsonProcessingException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Tuple2<String, String> setting : product.sparkContext().getConf().getAll()) {
            if (SHARED.stream().anyMatch(setting._1()::startsWith)
                    && Stream.of("spark.driver.port", "spark.driver.extra").noneMatch(setting._1()::startsWith)) {
                settings.put(setting._1(), setting._2());
            }
        }
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        settings.put("spark.driver.memory", heap + "m");
        settings.put("spark.driver.extraJavaOptions", "-Xms%dm -XX:+AlwaysPreTouch -XX:NewRatio=7".formatted(heap));
        settings.put("spark.sql.join.asofJoin.enabled", "true");
        settings.put("spark.sql.join.sortMergeAsOfJoin.enabled", "true");
        return JSON.writeValueAsString(settings);
    }

    /** Ends it, whatever it does. */
    void stop() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
