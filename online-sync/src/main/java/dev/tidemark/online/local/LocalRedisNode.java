package dev.tidemark.online.local;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Redis process of the local cluster, in its own folder and on its own port of the loopback address. */
public final class LocalRedisNode {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long STOP_SECONDS = 10;
    /** For questions to all nodes of all local clusters; its threads do not keep the process alive. */
    private static final RedisClient CLIENT = RedisClient.create(DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build());

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

    /** The folder of the node that listens on the port; empty where nobody answers as Redis. */
    Optional<Path> runningIn() {
        try {
            return ask(redis -> Optional.ofNullable(redis.configGet("dir").get("dir")))
                    .map(Path::of);
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    boolean runsHere() throws IOException {
        Optional<Path> running = runningIn();
        return running.isPresent() && Files.isDirectory(folder) && Files.isSameFile(running.get(), folder);
    }

    void start(Path executable) throws IOException {
        Files.createDirectories(folder);
        started = new ProcessBuilder(List.of(
                        executable.toString(),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--daemonize",
                        "no",
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--cluster-enabled",
                        "yes",
                        "--cluster-config-file",
                        "nodes.conf",
                        "--cluster-node-timeout",
                        "2000",
                        "--cluster-require-full-coverage",
                        "no",
                        "--cluster-allow-reads-when-down",
                        "yes",
                        "--repl-diskless-sync-delay",
                        "0"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Why the process ended that was started here; empty while it lives. */
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

    /** Ends the process as an operator would; its data stays. */
    void stop() {
        process().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                process.destroyForcibly();
            }
        });
    }

    /** Asks the process to end, without waiting. */
    void beginStop() {
        process().ifPresent(ProcessHandle::destroy);
    }

    /** The process of this node; empty where it does not answer. */
    public Optional<ProcessHandle> process() {
        try {
            Matcher matcher = PROCESS_ID.matcher(ask(redis -> redis.info("server")));
            return matcher.find() ? ProcessHandle.of(Long.parseLong(matcher.group(1))) : Optional.empty();
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    /** Sends commands to this node alone. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        return over(connection -> question.apply(connection.sync()));
    }

    /** Uses a connection to this node alone. */
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
