package dev.tidemark.online.local;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Redis process of the local cluster, in its own folder and on its own port of the loopback address. */
public final class LocalRedisNode {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long STOP_SECONDS = 10;
    private static final long POLL_NANOS = 50_000_000;
    /** The client for requests to all nodes of all local clusters; its threads do not keep the process alive. */
    private static final RedisClient CLIENT = RedisClient.create(DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build());

    /** The longest wait for an answer from the program at a port. */
    private static final Duration ANSWER = Duration.ofSeconds(6);

    private static final List<String> PROGRESS =
            List.of("loading_loaded_bytes:", "current_save_keys_processed:", "master_sync_read_bytes:");

    private static final Pattern PROCESS_ID = Pattern.compile("process_id:([0-9]+)");

    private final Path folder;
    private final int port;
    private volatile @Nullable Process started;

    LocalRedisNode(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public int port() {
        return port;
    }

    /** Returns true if any program has the port, even one that is too busy to answer. */
    boolean listens() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) TIMEOUT.toMillis());
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** Returns the folder of the node that listens on the port; empty if no Redis answers. */
    Optional<Path> runningIn() {
        try {
            return ask(redis -> Optional.ofNullable(redis.configGet("dir").get("dir")))
                    .map(Path::of);
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    /** The kinds of programs that may have a node's port. */
    enum Occupant {
        NOBODY,
        THIS_NODE,
        ANOTHER
    }

    /**
     * Returns the kind of program that has the port now. A busy program is asked more than once, and a killed one may
     * end meanwhile.
     */
    Occupant occupant() throws IOException {
        long deadline = System.nanoTime() + ANSWER.toNanos();
        while (System.nanoTime() < deadline) {
            if (!listens()) {
                return Occupant.NOBODY;
            }
            Optional<Path> running = runningIn();
            if (running.isPresent()) {
                return Files.isDirectory(folder) && Files.isSameFile(running.get(), folder)
                        ? Occupant.THIS_NODE
                        : Occupant.ANOTHER;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Occupant.ANOTHER;
    }

    /**
     * Returns a text that changes as long as the node loads its files, sends its data to a replica or receives its
     * master's.
     */
    String progress() {
        try {
            return ask(redis -> redis.info("persistence") + redis.info("replication"))
                    .lines()
                    .filter(line -> PROGRESS.stream().anyMatch(line::startsWith))
                    .collect(Collectors.joining(" "));
        } catch (RedisException e) {
            return "";
        }
    }

    void start(Path executable) throws IOException {
        Files.createDirectories(folder);
        started = new ProcessBuilder(NodeCommand.of(executable, folder, port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Returns why the process that was started here ended; empty while it lives. */
    Optional<String> failure() {
        Process process = started;
        if (process == null || process.isAlive()) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(log())) {
            return Optional.of(lines.reduce((before, last) -> last).orElse("it wrote no log"));
        } catch (IOException e) {
            return Optional.of("its log cannot be read");
        }
    }

    private Path log() {
        return folder.resolve("redis.log");
    }

    /** Stops the process as an operator would; its data stays. */
    void stop() {
        process().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        });
    }

    /** Asks the process to stop, without waiting. */
    void beginStop() {
        process().ifPresent(ProcessHandle::destroy);
    }

    /** Returns the process of this node; empty if it does not run, or was started by others and does not answer. */
    public Optional<ProcessHandle> process() {
        Process process = started;
        if (process != null && process.isAlive()) {
            return Optional.of(process.toHandle());
        }
        try {
            Matcher matcher = PROCESS_ID.matcher(ask(redis -> redis.info("server")));
            return matcher.find() ? ProcessHandle.of(Long.parseLong(matcher.group(1))) : Optional.empty();
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    /** Sends commands to this node only. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        return over(connection -> question.apply(connection.sync()));
    }

    /** Uses a connection to this node only. */
    <T> T over(Function<StatefulRedisConnection<String, String>, T> use) {
        RedisURI uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(TIMEOUT)
                .build();
        try (StatefulRedisConnection<String, String> connection = CLIENT.connect(uri)) {
            return use.apply(connection);
        }
    }

    @Override
    public String toString() {
        return "127.0.0.1:" + port;
    }
}
