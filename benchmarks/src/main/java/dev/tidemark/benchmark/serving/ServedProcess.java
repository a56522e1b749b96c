package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.JsonLines;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Redis Cluster with the load in it, and the measured server as a process of its own, so that its processor time is
 * its own.
 */
final class ServedProcess implements AutoCloseable {
    /**
     * Of whatever is measured: a heap of one size, or G1 gives back what is free and then marks again and again in what
     * is left.
     */
    static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-Dmsgpack.universal-buffer=true");

    private static final int FIRST_PORT = 27_700;
    private static final int BATCH = 1_000;

    private final LocalRedisCluster cluster;
    private final Path folder;
    private final Process server;
    private final List<Process> others = new ArrayList<>();
    private final int port;

    private ServedProcess(LocalRedisCluster cluster, Path folder, Process server, int port) {
        this.cluster = cluster;
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    static ServedProcess start(ServedLoad load) throws IOException {
        Path folder = Files.createTempDirectory("serving-redis");
        LocalRedisCluster cluster = LocalRedisCluster.start(folder, FIRST_PORT);
        try {
            fill(cluster, load);
            Process server = process(cluster, 0);
            return new ServedProcess(cluster, folder, server, port(server));
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static void fill(LocalRedisCluster cluster, ServedLoad load) {
        try (RedisOnlineStore store = RedisOnlineStore.open(config(cluster.uris()), InstantSource.system())) {
            Instant now = Instant.now();
            for (FeatureGroup group : load.groups()) {
                for (int from = 0; from < load.entities(); from += BATCH) {
                    store.write(group, load.rows(group, from, Math.min(from + BATCH, load.entities()), now));
                }
            }
        }
    }

    static RedisConfig config(List<URI> uris) {
        return RedisConfig.at(uris)
                .withCommandTimeout(Duration.ofSeconds(10))
                .withConnectTimeout(Duration.ofSeconds(5))
                .withBatchSize(BATCH);
    }

    private static Process process(LocalRedisCluster cluster, int near) throws IOException {
        return java(EchoAndFeatures.class, List.of(Integer.toString(near)), cluster);
    }

    /** Starts another server, which keeps so many values near; it ends with this. */
    Target startNear(int entries) throws IOException {
        Process started = process(cluster, entries);
        others.add(started);
        return new Target(port(started), started.toHandle());
    }

    /**
     * Starts the server of another checkout on the same cluster; it ends with this.
     *
     * @param checkout where {@code benchmarks/run} has built
     */
    Target startOther(Path checkout) throws IOException {
        Path module = checkout.toAbsolutePath().resolve("benchmarks/target");
        String classPath = module.resolve("classes") + ":"
                + Files.readString(module.resolve("classpath")).strip();
        Process started = java(EchoAndFeatures.class, List.of("0"), cluster, classPath);
        others.add(started);
        return new Target(port(started), started.toHandle());
    }

    /** A process that loads all entities again and again; it writes when this returns. */
    Process writer(int perSecond, int entities) throws IOException {
        Process writer =
                java(SteadyWriter.class, List.of(Integer.toString(perSecond), Integer.toString(entities)), cluster);
        if (writer.inputReader().readLine() == null) {
            throw new IOException("The writer did not start; see serving-server.log");
        }
        return writer;
    }

    private static Process java(Class<?> main, List<String> arguments, LocalRedisCluster cluster) throws IOException {
        return java(main, arguments, cluster, System.getProperty("java.class.path"));
    }

    private static Process java(Class<?> main, List<String> arguments, LocalRedisCluster cluster, String classPath)
            throws IOException {
        Files.createDirectories(JsonLines.folder());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        cluster.uris().stream().map(URI::toString).forEach(command::add);
        return new ProcessBuilder(command)
                .redirectError(JsonLines.folder().resolve("serving-server.log").toFile())
                .start();
    }

    /** Races guarded writes against plain ones. */
    Map<String, WriteRace.Cost> raceWrites(ServedLoad load, int rounds) {
        List<RedisURI> nodes = cluster.uris().stream()
                .map(uri -> RedisURI.create(uri.toString()))
                .toList();
        List<ProcessHandle> processes = new ArrayList<>(List.of(ProcessHandle.current()));
        cluster.nodes().forEach(node -> node.process().ifPresent(processes::add));
        RedisClusterClient client = RedisClusterClient.create(nodes);
        try (RedisOnlineStore store = RedisOnlineStore.open(config(cluster.uris()), InstantSource.system());
                StatefulRedisClusterConnection<byte[], byte[]> plain = client.connect(ByteArrayCodec.INSTANCE)) {
            return new WriteRace(load, store, plain.async(), () -> cpu(processes)).run(rounds);
        } finally {
            client.shutdown();
        }
    }

    /** Of all processes together, so far. */
    private static Duration cpu(List<ProcessHandle> processes) {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static int port(Process server) throws IOException {
        BufferedReader output = server.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("PORT ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IOException("The measured server did not start; see serving-server.log");
    }

    Target target() {
        return new Target(port, server.toHandle());
    }

    /** One node of the cluster, as {@code host:port}. */
    String redisNode() {
        return cluster.uris().getFirst().getAuthority();
    }

    @Override
    public void close() {
        others.forEach(Process::destroy);
        server.destroy();
        others.forEach(process -> process.onExit().join());
        server.onExit().join();
        cluster.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("Left behind: " + folder);
        }
    }
}
