package dev.tidemark.online.local;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.redis.RedisConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import redis.embedded.core.ExecutableProvider;

/**
 * Three masters and three replicas on the loopback address, kept in one folder: started again there, they have their
 * data. The process that starts the cluster owns it and stops it on {@link #close}; other processes that start it
 * meanwhile are guests, whose close does nothing. The next start takes over a cluster whose owner was killed.
 */
public final class LocalRedisCluster implements AutoCloseable {

    private final Path folder;
    private final List<LocalRedisNode> nodes;
    private final boolean owner;
    private final int started;

    private LocalRedisCluster(Path folder, List<LocalRedisNode> nodes, boolean owner, int started) {
        this.folder = folder;
        this.nodes = nodes;
        this.owner = owner;
        this.started = started;
    }

    /** Starts the cluster of a folder and waits without a way to stop; see below. */
    public static LocalRedisCluster start(Path folder, int firstPort) {
        return start(folder, firstPort, () -> false);
    }

    /**
     * Starts the cluster of a folder, or joins a running one, and waits until every node has loaded its data.
     *
     * @param firstPort of six; each node's cluster bus listens 10,000 above
     * @param stopRequested called during the start; true ends the started nodes and fails
     * @throws FeatureStoreException with code ONLINE_STORE_UNAVAILABLE if a port is taken or the cluster does not form
     */
    public static LocalRedisCluster start(Path folder, int firstPort, BooleanSupplier stopRequested) {
        try {
            Files.createDirectories(folder);
            Path absolute = folder.toRealPath();
            // If two commands start at once, the second waits and then finds the cluster of the first.
            try (FileChannel channel = FileChannel.open(
                            absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() ? startLocked(absolute, firstPort, stopRequested) : failed("its lock was lost");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Redis in " + folder, e);
        }
    }

    private static LocalRedisCluster startLocked(Path folder, int firstPort, BooleanSupplier stopRequested)
            throws IOException {
        List<LocalRedisNode> nodes = IntStream.range(0, RedisConfig.EMBEDDED_NODES)
                .mapToObj(node -> new LocalRedisNode(folder.resolve("node-" + node), firstPort + node))
                .toList();
        List<LocalRedisNode> stopped = new ArrayList<>();
        for (LocalRedisNode node : nodes) {
            LocalRedisNode.Occupant occupant = node.occupant();
            if (occupant == LocalRedisNode.Occupant.NOBODY) {
                stopped.add(node);
            } else if (occupant == LocalRedisNode.Occupant.ANOTHER) {
                failed("%s belongs to %s; set redis.ports to the first of six free ports"
                        .formatted(
                                node,
                                node.runningIn()
                                        .map(other -> "another Redis, in " + other)
                                        .orElse("another program, which does not answer as Redis does")));
            }
        }
        boolean owner = stopped.size() == nodes.size() || !ownerLives(folder);
        LocalRedisCluster cluster = new LocalRedisCluster(folder, nodes, owner, stopped.size());
        try {
            if (!stopped.isEmpty()) {
                Path executable = executable(folder);
                for (LocalRedisNode node : stopped) {
                    node.start(executable);
                }
            }
            new ClusterFormation(nodes, folder).await(stopRequested);
        } catch (ClusterFormation.StillStartingException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            stopped.forEach(LocalRedisNode::beginStop);
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

    static LocalRedisCluster failed(String why) {
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

    /** The number of nodes that had to be started while others ran; 0 if all or none ran. */
    public int revivedNodes() {
        return started == nodes.size() ? 0 : started;
    }

    /** Returns true if closing this stops the cluster. */
    public boolean isOwner() {
        return owner;
    }

    @Override
    public void close() {
        if (owner) {
            stop();
        }
    }

    /** Stops the cluster, whichever process started it: for the last of several users, which may be a guest. */
    public void stop() {
        nodes.forEach(LocalRedisNode::beginStop);
        nodes.forEach(LocalRedisNode::stop);
    }
}
