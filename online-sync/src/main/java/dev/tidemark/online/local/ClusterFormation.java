package dev.tidemark.online.local;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Forms a serving cluster from the nodes of a folder. Each step first checks the current state: nodes that were a
 * cluster before find each other again, and an interrupted formation is completed by the next start.
 */
final class ClusterFormation {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    /** The longest time without any progress. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long POLL_NANOS = 50_000_000;

    private final List<LocalRedisNode> nodes;
    private final Path folder;

    ClusterFormation(List<LocalRedisNode> nodes, Path folder) {
        this.nodes = nodes;
        this.folder = folder;
    }

    /** Signals that all started nodes continue to run, but need more time than the caller can wait. */
    static final class StillStartingException extends RuntimeException {
        StillStartingException(String message) {
            super(message);
        }
    }

    /** A node's view of itself and the others. A node that loads its data has no view: it refuses the request. */
    private record View(LocalRedisNode node, String state, String replication, List<RedisClusterNode> known) {
        static View of(LocalRedisNode node) {
            return node.over(connection -> new View(
                    node,
                    connection.sync().clusterInfo(),
                    connection.sync().info("replication"),
                    List.copyOf(ClusterPartitionParser.parse(connection.sync().clusterNodes())
                            .getPartitions())));
        }

        RedisClusterNode itself() {
            return known.stream()
                    .filter(node -> node.is(NodeFlag.MYSELF))
                    .findFirst()
                    .orElseThrow();
        }

        boolean isMasterOfNothing() {
            return itself().is(NodeFlag.UPSTREAM) && itself().getSlots().isEmpty();
        }
    }

    /** Waits as long as loading makes progress: a start that gives up would have to load everything again. */
    void await(BooleanSupplier stopRequested) {
        String progress = progress();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String missing;
            try {
                Optional<String> found = missing();
                if (found.isEmpty()) {
                    return;
                }
                missing = found.get();
            } catch (RedisException e) {
                missing = String.valueOf(e.getMessage());
            }
            for (LocalRedisNode node : nodes) {
                node.failure().ifPresent(last -> LocalRedisCluster.failed("%s ended: %s".formatted(node, last)));
            }
            if (stopRequested.getAsBoolean()) {
                LocalRedisCluster.failed("its start was stopped");
            }
            String now = progress();
            if (!now.equals(progress)) {
                progress = now;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new StillStartingException(
                        "its nodes run, but have not come further for %d minutes: %s. They go on by themselves; try again, and see redis.log in %s"
                                .formatted(PATIENCE.toMinutes(), missing, folder));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Takes the steps that are possible now.
     *
     * @return the missing condition; empty if every node has its data and knows the others, all slots are served, and
     *     each replica follows its master
     * @throws RedisException if a node does not answer yet, or refuses because it loads its data
     */
    private Optional<String> missing() {
        List<View> views = nodes.stream().map(View::of).toList();
        meet(views);
        assignSlots(views);
        replicate(views);
        return missing(views);
    }

    private Optional<String> missing(List<View> views) {
        for (View view : views) {
            if (!view.state().contains("cluster_known_nodes:" + nodes.size())) {
                return Optional.of("%s does not know all others".formatted(view.node()));
            }
            if (!view.state().contains("cluster_state:ok")) {
                return Optional.of("%s does not know who has all slots".formatted(view.node()));
            }
        }
        long following = views.stream()
                .filter(view -> view.replication().contains("master_link_status:up"))
                .count();
        return following == nodes.size() - MASTERS
                ? Optional.empty()
                : Optional.of(
                        "%d of %d replicas have their master's data".formatted(following, nodes.size() - MASTERS));
    }

    /**
     * Introduces nodes in both directions: a node that was killed before it saved its peers is known to others and
     * knows none.
     */
    private static void meet(List<View> views) {
        View first = views.getFirst();
        for (View view : views.subList(1, views.size())) {
            introduce(first, view);
            introduce(view, first);
        }
    }

    private static void introduce(View view, View other) {
        int port = other.node().port();
        // A single node does not know its address yet.
        boolean known = view.known().stream()
                .filter(node -> !node.is(NodeFlag.MYSELF) && !node.is(NodeFlag.NOADDR))
                .anyMatch(node -> node.getUri().getPort() == port);
        if (!known) {
            view.node().ask(redis -> redis.clusterMeet("127.0.0.1", port));
        }
    }

    private static void assignSlots(List<View> views) {
        Set<Integer> assigned = views.stream()
                .flatMap(view -> view.known().stream())
                .flatMap(node -> node.getSlots().stream())
                .collect(Collectors.toSet());
        for (int master = 0; master < MASTERS; master++) {
            List<Integer> own = IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                    .boxed()
                    .toList();
            if (views.get(master).isMasterOfNothing() && own.stream().noneMatch(assigned::contains)) {
                int[] slots = own.stream().mapToInt(Integer::intValue).toArray();
                views.get(master).node().ask(redis -> redis.clusterAddSlots(slots));
            }
        }
    }

    /** Makes each node without slots follow its master, once it has heard of the master and its slots. */
    private static void replicate(List<View> views) {
        for (int replica = MASTERS; replica < views.size(); replica++) {
            View view = views.get(replica);
            String master = views.get(replica - MASTERS).itself().getNodeId();
            boolean heard = view.known().stream()
                    .anyMatch(node ->
                            node.getNodeId().equals(master) && !node.getSlots().isEmpty());
            if (view.isMasterOfNothing() && heard) {
                view.node().ask(redis -> redis.clusterReplicate(master));
            }
        }
    }

    /** Returns a text that changes as long as a node loads its files, or a replica receives its master's data. */
    private String progress() {
        List<String> progress = new ArrayList<>();
        for (LocalRedisNode node : nodes) {
            progress.add(node.progress());
        }
        return progress.toString();
    }
}
