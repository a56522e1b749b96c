package dev.tidemark.online.local;

import io.lettuce.core.KillArgs;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Does to a cluster what operators and accidents do, with Redis's own commands and signals. */
public final class ClusterOperator {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Takes longer than Redis tries. */
    private static final int TURNS_OF_A_FAILOVER = 150;

    private static final int SLOTS_AT_A_TIME = 2_048;

    private final LocalRedisCluster cluster;

    public ClusterOperator(LocalRedisCluster cluster) {
        this.cluster = cluster;
    }

    /** Ends all connections of clients to a node, as an operator may; those between nodes stay. */
    public void killAllClients(LocalRedisNode node) {
        node.ask(redis -> redis.clientKill(KillArgs.Builder.typeNormal()));
    }

    /** Changes a setting of a running node. */
    public void configure(LocalRedisNode node, String setting, String value) {
        node.ask(redis -> redis.configSet(setting, value));
    }

    /** Has a node keep all its clients waiting for so long; other nodes do not notice. */
    public void pause(LocalRedisNode node, long milliseconds) {
        node.ask(redis -> redis.clientPause(milliseconds));
    }

    /** Ends the connections of clients with a name to a node; returns how many there were. */
    public long killClients(LocalRedisNode node, String name) {
        return node.ask(redis -> redis.clientList()
                .lines()
                .filter(client -> client.contains(" name=" + name + " "))
                .map(client -> client.replaceFirst("id=(\\d+) .*", "$1"))
                .mapToLong(id -> redis.clientKill(KillArgs.Builder.id(Long.parseLong(id))))
                .sum());
    }

    /** Makes so many keys at a master: all in one slot if the prefix says so in braces. They are not replicated. */
    void populate(LocalRedisNode master, String prefix, int keys, int bytes) {
        master.ask(redis -> redis.dispatch(
                CommandType.DEBUG,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8)
                        .add("POPULATE")
                        .add(keys)
                        .add(prefix)
                        .add(bytes)));
    }

    /** Puts a text under a key as somebody else might. */
    public void damage(String key, String text) {
        masterOf(key).ask(redis -> redis.set(key, text));
    }

    /** Leaves so many bytes of a value. */
    public void truncate(String key, int length) {
        masterOf(key)
                .ask(redis -> redis.eval(
                        "return redis.call('SET', KEYS[1], string.sub(redis.call('GET', KEYS[1]), 1, ARGV[1]))",
                        ScriptOutputType.STATUS,
                        new String[] {key},
                        String.valueOf(length)));
    }

    /** Puts a list in a value's place. */
    public void replaceByList(String key) {
        masterOf(key).ask(redis -> redis.del(key) + redis.rpush(key, "a", "b"));
    }

    /** Waits until all nodes agree on who is what, and each replica follows its master. */
    public void awaitHealed() {
        await("heal", () -> {
            List<String> views = cluster.nodes().stream()
                    .map(ClusterOperator::layout)
                    .distinct()
                    .toList();
            return views.size() == 1
                    && cluster.nodes().stream()
                            .allMatch(
                                    node -> node.ask(RedisCommands::clusterInfo).contains("cluster_state:ok")
                                            && !node.ask(redis -> redis.info("replication"))
                                                    .contains("master_link_status:down"));
        });
    }

    private static Stream<RedisClusterNode> view(LocalRedisNode node) {
        String nodes = node.ask(RedisCommands::clusterNodes);
        return ClusterPartitionParser.parse(nodes).stream();
    }

    private static String layout(LocalRedisNode node) {
        return view(node)
                .map(seen -> seen.getUri().getPort() + " " + seen.getSlaveOf() + " "
                        + seen.getSlots().hashCode()
                        + seen.getFlags().contains(RedisClusterNode.NodeFlag.FAIL)
                        + seen.getFlags().contains(RedisClusterNode.NodeFlag.EVENTUAL_FAIL))
                .sorted()
                .toList()
                .toString();
    }

    /** The masters that have slots. */
    public List<LocalRedisNode> masters() {
        return seen().stream()
                .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM)
                        && !node.getSlots().isEmpty())
                .map(this::local)
                .toList();
    }

    /** The master that has a key. */
    public LocalRedisNode masterOf(String key) {
        int slot = slotOf(key);
        return local(seen().stream()
                .filter(node -> node.getSlots().contains(slot))
                .findFirst()
                .orElseThrow());
    }

    public static int slotOf(String key) {
        return SlotHash.getSlot(key);
    }

    /** Waits until all nodes know who replicates whom: a cluster that was just formed serves before. */
    public LocalRedisNode replicaOf(LocalRedisNode master) {
        awaitHealed();
        String id = id(master);
        return local(seen().stream()
                .filter(node -> id.equals(node.getSlaveOf()))
                .findFirst()
                .orElseThrow());
    }

    public List<Integer> slots(LocalRedisNode master) {
        return List.copyOf(seen().stream()
                .filter(node -> local(node) == master)
                .findFirst()
                .orElseThrow()
                .getSlots());
    }

    /**
     * Makes a replica the master, as operators do before they take the master away; asks again where Redis gave it up
     * after 5 s.
     */
    public void promote(LocalRedisNode replica) {
        int[] turn = {0};
        await("promote " + replica, () -> {
            boolean promoted = replica.ask(redis -> redis.info("replication")).contains("role:master")
                    && masters().contains(replica);
            if (!promoted && turn[0]++ % TURNS_OF_A_FAILOVER == 0) {
                replica.ask(redis -> redis.clusterFailover(false));
            }
            return promoted;
        });
    }

    /** Moves slots with their keys while the cluster serves, as {@code redis-cli --cluster reshard} does. */
    public void move(List<Integer> slots, LocalRedisNode source, LocalRedisNode target) {
        for (int from = 0; from < slots.size(); from += SLOTS_AT_A_TIME) {
            List<Integer> some = slots.subList(from, Math.min(slots.size(), from + SLOTS_AT_A_TIME));
            beginMove(some, source, target);
            endMove(some, source, target);
        }
    }

    /** Until {@link #endMove}, keys that are not at the source any more are asked for at the target, one by one. */
    public void beginMove(List<Integer> slots, LocalRedisNode source, LocalRedisNode target) {
        String sourceId = id(source);
        String targetId = id(target);
        target.over(redis -> each(slots, redis.async(), (to, slot) -> to.clusterSetSlotImporting(slot, sourceId)));
        source.over(redis -> each(slots, redis.async(), (to, slot) -> to.clusterSetSlotMigrating(slot, targetId)));
    }

    /** Carries up to so many keys of a slot to the target. */
    public void carry(int slot, LocalRedisNode source, LocalRedisNode target, int most) {
        source.ask(redis -> carry(redis, slot, target, most));
    }

    private static String carry(RedisCommands<String, String> redis, int slot, LocalRedisNode target, int most) {
        String[] keys = redis.clusterGetKeysInSlot(slot, most).toArray(String[]::new);
        return redis.migrate("127.0.0.1", target.port(), 0, PATIENCE.toMillis(), MigrateArgs.Builder.keys(keys));
    }

    public void endMove(List<Integer> slots, LocalRedisNode source, LocalRedisNode target) {
        String targetId = id(target);
        List<Long> keys = source.over(redis -> each(slots, redis.async(), RedisAsyncCommands::clusterCountKeysInSlot));
        source.ask(redis -> {
            for (int position = 0; position < slots.size(); position++) {
                if (keys.get(position) > 0) {
                    carry(redis, slots.get(position), target, 1_000);
                }
            }
            return true;
        });
        target.over(redis -> each(slots, redis.async(), (to, slot) -> to.clusterSetSlotNode(slot, targetId)));
        source.over(redis -> each(slots, redis.async(), (to, slot) -> to.clusterSetSlotNode(slot, targetId)));
    }

    /** Sends a command per slot, all at once. */
    private static <T> List<T> each(
            List<Integer> slots,
            RedisAsyncCommands<String, String> redis,
            BiFunction<RedisAsyncCommands<String, String>, Integer, RedisFuture<T>> command) {
        List<RedisFuture<T>> answers =
                slots.stream().map(slot -> command.apply(redis, slot)).toList();
        return answers.stream()
                .map(answer -> answer.toCompletableFuture().join())
                .toList();
    }

    /** Stops a process where it stands, or lets it go on. */
    public static void signal(String name, long process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -%s %d ended with %d".formatted(name, process, exit));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<RedisClusterNode> seen() {
        for (LocalRedisNode node : cluster.nodes()) {
            try {
                return view(node).toList();
            } catch (RedisException e) {
                // This one is down or hangs; the next one knows as much.
            }
        }
        throw new IllegalStateException("No node of the cluster answers");
    }

    private LocalRedisNode local(RedisClusterNode node) {
        return cluster.nodes().stream()
                .filter(local -> local.port() == node.getUri().getPort())
                .findFirst()
                .orElseThrow();
    }

    private static String id(LocalRedisNode node) {
        return node.ask(RedisCommands::clusterMyId);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (RedisException e) {
                // A node that is on its way back refuses commands: the deadline decides.
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("The cluster did not %s within %s".formatted(what, PATIENCE));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
    }
}
