package dev.tidemark.online.local;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.redis.RedisConfig;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import redis.embedded.core.ExecutableProvider;

/**
 * Three masters and three replicas on the loopback address, kept in one folder: started again there, they have their data. Who
 * starts the cluster owns it and stops it on {@link #close}; others who start it meanwhile are guests, whose close does
 * nothing. A cluster whose owner was killed is taken over.
 */
public final class LocalRedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 50_000_000;

    private final Path folder;
    private final List<LocalRedisNode> nodes;
    private final boolean owner;

    private LocalRedisCluster(Path folder, List<LocalRedisNode> nodes, boolean owner) {
        this.folder = folder;
        this.nodes = nodes;
        this.owner = owner;
    }

    /**
     * Starts the cluster of a folder, or joins it where it runs.
     *
     * @param firstPort of six; each node's cluster bus listens 10,000 above
     * @throws FeatureStoreException with code ONLINE_STORE_UNAVAILABLE where a port is taken or the cluster does not form
     */
    public static LocalRedisCluster start(Path folder, int firstPort) {
        try {
            Files.createDirectories(folder);
            Path absolute = folder.toRealPath();
            // Two commands at once: the second waits and then finds the cluster of the first.
            try (FileChannel channel = FileChannel.open(
                            absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() ? startLocked(absolute, firstPort) : failed("its lock was lost");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Redis in " + folder, e);
        }
    }

    private static LocalRedisCluster startLocked(Path folder, int firstPort) throws IOException {
        List<LocalRedisNode> nodes = IntStream.range(0, RedisConfig.EMBEDDED_NODES)
                .mapToObj(node -> new LocalRedisNode(folder.resolve("node-" + node), firstPort + node))
                .toList();
        List<LocalRedisNode> stopped = new ArrayList<>();
        for (LocalRedisNode node : nodes) {
            Optional<Path> running = node.runningIn();
            if (running.isEmpty()) {
                stopped.add(node);
            } else if (!node.runsHere()) {
                failed("%s belongs to another Redis, in %s; set redis.ports to six free ports"
                        .formatted(node, running.get()));
            }
        }
        boolean owner = stopped.size() == nodes.size() || !ownerLives(folder);
        if (!stopped.isEmpty()) {
            Path executable = executable(folder);
            for (LocalRedisNode node : stopped) {
                node.start(executable);
            }
        }
        LocalRedisCluster cluster = new LocalRedisCluster(folder, nodes, owner);
        try {
            cluster.awaitAll(
                    "answer",
                    () -> nodes.stream().allMatch(node -> node.runningIn().isPresent()));
            cluster.form();
        } catch (RuntimeException e) {
            stopped.forEach(LocalRedisNode::stop);
            throw e;
        }
        if (owner) {
            Files.writeString(
                    ownerFile(folder), String.valueOf(ProcessHandle.current().pid()));
        }
        return cluster;
    }

    private static Path executable(Path folder) throws IOException {
        Path binaries = Files.createDirectories(folder.resolve("bin"));
        try (var files = Files.list(binaries)) {
            Optional<Path> extracted = files.filter(Files::isExecutable).findFirst();
            if (extracted.isPresent()) {
                return extracted.get();
            }
        }
        return ExecutableProvider.newJarResourceProvider(binaries.toFile())
                .get()
                .toPath()
                .toRealPath();
    }

    private static boolean ownerLives(Path folder) throws IOException {
        Path file = ownerFile(folder);
        if (!Files.exists(file)) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    private static Path ownerFile(Path folder) {
        return folder.resolve("owner.pid");
    }

    /** Makes six lone nodes one cluster; a cluster that was formed before finds itself again. */
    private void form() {
        LocalRedisNode first = nodes.getFirst();
        if (first.ask(redis -> redis.clusterInfo()).contains("cluster_known_nodes:1\r")) {
            nodes.stream().skip(1).forEach(node -> first.ask(redis -> redis.clusterMeet("127.0.0.1", node.port())));
            for (int master = 0; master < MASTERS; master++) {
                int[] slots = IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                        .toArray();
                nodes.get(master).ask(redis -> redis.clusterAddSlots(slots));
            }
            awaitAll("meet", () -> allSay("cluster_known_nodes:" + nodes.size()));
            for (int replica = MASTERS; replica < nodes.size(); replica++) {
                String master = nodes.get(replica - MASTERS).ask(redis -> redis.clusterMyId());
                nodes.get(replica).ask(redis -> redis.clusterReplicate(master));
            }
        }
        awaitAll("form a cluster", () -> allSay("cluster_state:ok") && replicasFollow());
    }

    private boolean allSay(String line) {
        return nodes.stream()
                .allMatch(node -> node.ask(redis -> redis.clusterInfo()).contains(line));
    }

    private boolean replicasFollow() {
        return nodes.stream()
                        .filter(node ->
                                node.ask(redis -> redis.info("replication")).contains("master_link_status:up"))
                        .count()
                == nodes.size() - MASTERS;
    }

    private void awaitAll(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (RedisException e) {
                // A node that is still loading or joining refuses commands: the deadline decides.
            }
            for (LocalRedisNode node : nodes) {
                node.failure().ifPresent(last -> failed("%s ended: %s".formatted(node, last)));
            }
            if (System.nanoTime() > deadline) {
                failed("its nodes did not %s within %s; see redis.log in %s".formatted(what, PATIENCE, folder));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static LocalRedisCluster failed(String why) {
        throw new FeatureStoreException(
                ErrorCode.ONLINE_STORE_UNAVAILABLE, "The local Redis Cluster cannot be used: " + why);
    }

    public Path folder() {
        return folder;
    }

    public List<LocalRedisNode> nodes() {
        return nodes;
    }

    /** Addresses of all nodes. */
    public List<URI> uris() {
        return nodes.stream().map(node -> URI.create("redis://" + node)).toList();
    }

    /** Whether closing this stops the cluster. */
    public boolean isOwner() {
        return owner;
    }

    @Override
    public void close() {
        if (owner) {
            stop();
        }
    }

    /** Stops the cluster, whoever started it: for the last of several users, who may have come as a guest. */
    public void stop() {
        nodes.forEach(LocalRedisNode::beginStop);
        nodes.forEach(LocalRedisNode::stop);
    }
}
