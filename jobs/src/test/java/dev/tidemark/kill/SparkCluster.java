package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A standalone cluster of a Spark distribution: a master and two workers, each at an address of its own. Everything
 * that it writes is in one folder.
 */
final class SparkCluster implements AutoCloseable {
    static final String MASTER = "127.0.0.1";
    static final List<String> WORKERS = List.of("127.0.0.2", "127.0.0.3");
    private static final long START_SECONDS = 60;

    private final SparkDistribution spark;
    private final Path folder;
    private final String address;
    private final Map<String, String> ofWorkers;
    private final List<Process> processes = new ArrayList<>();

    private SparkCluster(SparkDistribution spark, Path folder, int port, Map<String, String> ofWorkers) {
        this.spark = spark;
        this.folder = folder;
        this.ofWorkers = ofWorkers;
        this.address = "spark://%s:%d".formatted(MASTER, port);
    }

    /**
     * Starts all three.
     *
     * @param ofWorkers what the workers' environment holds of Tidemark
     */
    static SparkCluster start(SparkDistribution spark, Path folder, Map<String, String> ofWorkers) throws Exception {
        Files.createDirectories(folder);
        int port = freePort();
        SparkCluster cluster = new SparkCluster(spark, folder, port, ofWorkers);
        Path log = cluster.start("master", MASTER, Map.of(), "master.Master", "--port", String.valueOf(port));
        cluster.await(log, "I have been elected leader");
        for (String worker : WORKERS) {
            cluster.start(
                    "worker-" + worker,
                    worker,
                    ofWorkers,
                    "worker.Worker",
                    "--cores",
                    "4",
                    "--memory",
                    "5g",
                    "--work-dir",
                    folder.resolve("work-" + worker).toString(),
                    cluster.address);
        }
        for (String worker : WORKERS) {
            cluster.await(log, "Registering worker " + worker);
        }
        return cluster;
    }

    private Path start(String name, String host, Map<String, String> environment, String daemon, String... words)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                spark.home().resolve("bin/spark-class").toString(),
                "org.apache.spark.deploy." + daemon,
                "--host",
                host,
                "--webui-port",
                "0"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_HOME", spark.home().toString());
        builder.environment().put("JAVA_HOME", spark.java().toString());
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", Submission.SHORT_LIVED);
        processes.add(builder.start());
        return log;
    }

    private void await(Path log, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(log).contains(text)) {
            assertThat(System.nanoTime())
                    .as(log + ":\n" + Files.readString(log))
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(MASTER))) {
            return socket.getLocalPort();
        }
    }

    /** The master's URL. */
    String address() {
        return address;
    }

    /** What an application's executors or a driver on a worker have written: their commands first. */
    String logsOfWork() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String worker : WORKERS) {
            Path work = folder.resolve("work-" + worker);
            if (Files.isDirectory(work)) {
                try (Stream<Path> files = Files.walk(work)) {
                    for (Path file : files.filter(file -> file.endsWith("stderr") || file.endsWith("stdout"))
                            .sorted()
                            .toList()) {
                        logs.append("== ").append(file).append('\n').append(Files.readString(file));
                    }
                }
            }
        }
        return logs.toString();
    }

    @Override
    public void close() {
        // The workers first: they end their executors and drivers with them.
        for (Process process : processes.reversed()) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            process.onExit()
                    .completeOnTimeout(process, START_SECONDS, TimeUnit.SECONDS)
                    .join()
                    .destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
