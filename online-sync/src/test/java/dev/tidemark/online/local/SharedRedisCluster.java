package dev.tidemark.online.local;

import dev.tidemark.online.redis.RedisConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

/** One real Redis Cluster per JVM, started when it is first asked for and gone with the JVM. */
public final class SharedRedisCluster {
    /** Where Linux begins with ports for outgoing connections, unless told otherwise. */
    private static final int FIRST_EPHEMERAL = 32_768;
    /** How far a node's cluster bus is from its port. */
    private static final int BUS = 10_000;

    private SharedRedisCluster() {}

    private static final class Holder {
        static final LocalRedisCluster CLUSTER = startNew();
    }

    public static LocalRedisCluster cluster() {
        return Holder.CLUSTER;
    }

    public static RedisConfig config() {
        return config(cluster());
    }

    public static RedisConfig config(LocalRedisCluster cluster) {
        return RedisConfig.at(cluster.uris()).withCommandTimeout(Duration.ofMillis(500));
    }

    /** A cluster of one test's own, in a new folder and on free ports; it is stopped with the JVM at the latest. */
    public static LocalRedisCluster startNew() {
        try {
            Path folder = Files.createTempDirectory("tidemark-redis");
            LocalRedisCluster cluster = LocalRedisCluster.start(folder, freePorts());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                cluster.nodes().forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
                delete(folder);
            }));
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The first of six ports that nobody listens on, nor on their cluster buses. All of them lie below those that
     * systems hand out to outgoing connections, of which one could take a port before Redis does.
     */
    public static int freePorts() {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(15_000, FIRST_EPHEMERAL - BUS - RedisConfig.EMBEDDED_NODES);
            if (java.util.stream.IntStream.range(first, first + RedisConfig.EMBEDDED_NODES)
                    .allMatch(port -> isFree(port) && isFree(port + BUS))) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }
}
