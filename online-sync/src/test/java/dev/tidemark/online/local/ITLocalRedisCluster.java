package dev.tidemark.online.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureStoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A started cluster answers: its nodes have loaded what they have, whoever started them, and however the last start
 * ended.
 */
final class ITLocalRedisCluster {
    private static final int MASTERS = 3;
    private static final int ENTITIES = 999_990;
    /** Each is written within the time that a command may take. */
    private static final int PARTS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final int firstPort = SharedRedisCluster.freePorts();
    private List<LocalRedisNode> nodes = List.of();

    @BeforeEach
    void nameTheNodes() {
        nodes = IntStream.range(0, 2 * MASTERS)
                .mapToObj(node -> new LocalRedisNode(folder.resolve("node-" + node), firstPort + node))
                .toList();
    }

    @AfterEach
    void nothingIsLeft() {
        nodes.forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Loading a million entities takes seconds, and longer beside a busy process. */
    @Test
    void theFirstCommandToEveryNodeIsAnsweredHoweverMuchItHasToLoad() throws IOException {
        try (LocalRedisCluster cluster = start()) {
            fill(cluster);
        }
        Busy busy = Busy.begin();
        try {
            try (LocalRedisCluster cluster = start()) {
                assertAnsweredWithAllData(cluster);
                assertThat(cluster.revivedNodes()).isZero();
                // As kill -9 or the system's memory killer does: the next command finds two of six, which have to load
                // again.
                for (LocalRedisNode node : List.of(nodes.get(1), nodes.get(4))) {
                    ProcessHandle process = node.process().orElseThrow();
                    process.destroyForcibly();
                    process.onExit().join();
                }
                try (LocalRedisCluster guest = start()) {
                    assertThat(guest.isOwner()).isFalse();
                    assertThat(guest.revivedNodes()).isEqualTo(2);
                    assertAnsweredWithAllData(guest);
                }
            }
        } finally {
            busy.end();
        }
    }

    @Test
    void aStartThatIsStoppedLeavesNothingRunningAndTheNextOneForms() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();

        assertThatThrownBy(() -> LocalRedisCluster.start(
                        folder,
                        firstPort,
                        () -> nodes.getFirst().runningIn().isPresent() || System.nanoTime() > deadline))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("its start was stopped");

        assertThat(nodes).noneMatch(node -> node.process().isPresent());
        try (LocalRedisCluster cluster = start()) {
            assertThat(answers(cluster)).containsOnly("PONG");
        }
    }

    /** A command that was killed between two steps, or nodes that were before they wrote down whom they had met. */
    @Test
    void aClusterWhoseFormingWasInterruptedIsFormedByTheNextStart() throws IOException {
        start().close();
        Path forgetful = folder.resolve("node-4/nodes.conf");
        String itself = Files.readString(forgetful)
                .lines()
                .filter(line -> line.contains("myself"))
                .findFirst()
                .orElseThrow();
        String alone = itself.replaceFirst("myself,slave [0-9a-f]+", "myself,master -");
        Files.writeString(forgetful, alone + "\nvars currentEpoch 0 lastVoteEpoch 0\n");

        try (LocalRedisCluster cluster = start()) {
            assertThat(answers(cluster)).containsOnly("PONG");
        }

        assertThat(Files.readString(forgetful).lines()).hasSize(2 * MASTERS + 1);
    }

    @Test
    void aNodeThatEndsWhileItStartsIsNamedWithItsReasonAndNothingElseRunsOn() throws IOException {
        start().close();
        Path file = folder.resolve("node-1/appendonly.aof");
        Files.writeString(file, "*nonsense\r\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("127.0.0.1:" + (firstPort + 1) + " ended: ")
                .hasMessageContaining("append only file");

        assertThat(nodes).noneMatch(node -> node.process().isPresent());
        Files.delete(file);
        try (LocalRedisCluster cluster = start()) {
            assertThat(answers(cluster)).containsOnly("PONG");
        }
    }

    /** It answers later: to start it a second time would fail on its port, and end the first. */
    @Test
    void aNodeThatIsTooBusyToAnswerIsWaitedFor() {
        try (LocalRedisCluster cluster = start()) {
            long process = nodes.get(2).process().orElseThrow().pid();
            ClusterOperator.signal("STOP", process);
            CompletableFuture<Void> awake = CompletableFuture.runAsync(
                    () -> ClusterOperator.signal("CONT", process),
                    CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));

            try (LocalRedisCluster guest = start()) {
                assertThat(answers(guest)).containsOnly("PONG");
                assertThat(guest.nodes().get(2).process().orElseThrow().pid()).isEqualTo(process);
            }
            awake.join();
            assertThat(cluster.isOwner()).isTrue();
        }
    }

    @Test
    void aPortOfAnotherProgramIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(firstPort + 3, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort() + " belongs to another program")
                    .hasMessageContaining("redis.ports");
        }
        assertThat(nodes).noneMatch(node -> node.process().isPresent());
    }

    /**
     * Ctrl-C at a terminal goes to the whole foreground group; nodes in it would end under another terminal's command.
     */
    @Test
    void ctrlCInTheTerminalOfOneCommandDoesNotReachTheNodesOfAll() throws IOException {
        try (LocalRedisCluster cluster = start()) {
            String own = group(ProcessHandle.current().pid());
            for (LocalRedisNode node : cluster.nodes()) {
                assertThat(group(node.process().orElseThrow().pid()))
                        .isNotEmpty()
                        .isNotEqualTo(own);
            }
        }
    }

    private static String group(long process) throws IOException {
        Process shown = new ProcessBuilder("ps", "-o", "pgid=", "-p", String.valueOf(process)).start();
        return new String(shown.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip();
    }

    private LocalRedisCluster start() {
        return LocalRedisCluster.start(folder, firstPort);
    }

    /** Written as commands, as a sync would, not in the compact form that Redis loads much faster. */
    private void fill(LocalRedisCluster cluster) {
        ClusterOperator operator = new ClusterOperator(cluster);
        operator.awaitHealed();
        List<LocalRedisNode> masters = operator.masters();
        assertThat(masters).hasSize(MASTERS);
        for (LocalRedisNode master : masters) {
            String prefix = IntStream.iterate(0, number -> number + 1)
                    .mapToObj(number -> "{" + number + "}")
                    .filter(tag -> operator.masterOf(tag) == master)
                    .findFirst()
                    .orElseThrow();
            master.ask(redis -> redis.configSet("aof-use-rdb-preamble", "no"));
            for (int part = 0; part < PARTS; part++) {
                operator.populate(master, prefix + part, ENTITIES / MASTERS / PARTS, 100);
            }
            master.ask(RedisCommands::bgrewriteaof);
        }
        await(() -> masters.stream()
                .map(master -> master.ask(redis -> redis.info("persistence")))
                .allMatch(info -> info.contains("aof_rewrite_in_progress:0")
                        && info.contains("aof_rewrite_scheduled:0")
                        && !info.contains("aof_last_rewrite_time_sec:-1")));
    }

    private static void assertAnsweredWithAllData(LocalRedisCluster cluster) {
        assertThat(cluster.nodes().stream().map(node -> node.ask(RedisCommands::dbsize)))
                .containsOnly((long) ENTITIES / MASTERS);
    }

    private static List<String> answers(LocalRedisCluster cluster) {
        return cluster.nodes().stream()
                .map(node -> node.ask(RedisCommands::ping))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrue(condition)) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isTrue(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RedisException e) {
            // A busy machine: the deadline decides.
            return false;
        }
    }

    /** Keeps as many processors busy as there are. */
    private record Busy(AtomicBoolean on) {
        static Busy begin() {
            Busy busy = new Busy(new AtomicBoolean(true));
            for (int processor = 0; processor < Runtime.getRuntime().availableProcessors(); processor++) {
                Thread.ofPlatform().daemon().start(() -> {
                    while (busy.on.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            return busy;
        }

        void end() {
            on.set(false);
        }
    }
}
