package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.local.SharedRedisCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Types a page's commands into a shell, in a folder of its own, and looks that none leaves a process behind. */
final class Newcomer {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final long GLANCE_MILLIS = 100;
    private static final long END_SECONDS = 30;

    private final Path folder;
    private final Map<String, String> environment;

    Newcomer(Path folder) {
        this(
                folder,
                Map.of(
                        "TIDEMARK_BUILD",
                        "never",
                        // Small data: a JVM that does not optimise spends half the processor time.
                        "TIDEMARK_JAVA_OPTIONS",
                        "-Xms64m -Xmx2g -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                        "TIDEMARK_REQUEST_LOG_ONE_IN",
                        "1",
                        "TIDEMARK_REDIS_PORTS",
                        String.valueOf(SharedRedisCluster.freePorts()),
                        "TIDEMARK_SERVER_PORT",
                        String.valueOf(freePort())));
    }

    private Newcomer(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** The same newcomer with further variables in the environment. */
    Newcomer with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Newcomer(folder, all);
    }

    /** What a command printed, and the programs that it started, by process. */
    record Finished(String results, Map<ProcessHandle, String> children) {}

    /** Runs a command that ends by itself; fails unless it succeeds and all that it started is gone. */
    Finished run(String command) throws Exception {
        Path results = Files.createTempFile(folder, "command", ".out");
        Path messages = Files.createTempFile(folder, "command", ".err");
        Process process = shell(command)
                .redirectOutput(results.toFile())
                .redirectError(messages.toFile())
                .start();
        Map<ProcessHandle, String> children = new HashMap<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean ended = false;
        while (!ended && System.nanoTime() < deadline) {
            ended = process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            remember(children, children(process));
        }
        process.destroyForcibly();
        String printed = Files.readString(results) + Files.readString(messages);
        assertThat(ended)
                .as("%s ended in time; it printed:%n%s", command, printed)
                .isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s, which printed:%n%s", command, printed)
                .isZero();
        assertGone(children);
        return new Finished(Files.readString(results), children);
    }

    /** Runs a command that is to fail with exit code 1; returns all that it printed. */
    String fail(String command) throws Exception {
        Process process = shell(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s, which printed:%n%s", command, printed)
                .isEqualTo(1);
        return printed;
    }

    /** Types a command into a terminal of 80 columns. */
    Typed type(String command) throws IOException, InterruptedException {
        return Typed.type(shell(command), "");
    }

    /** Types a command, and presses Ctrl-C when it has printed a text. */
    Typed interrupt(String command, String at) throws IOException, InterruptedException {
        return Typed.type(shell(command), at);
    }

    /** Sends what a page or a command prints as a {@code curl} line. */
    String curl(String line) throws Exception {
        return Curl.isThere() ? run(line).results() : Curl.send(line);
    }

    /** Runs a command that is refused, with further settings, and returns what it says. */
    String refused(Map<String, String> settings, String command) throws Exception {
        Path messages = Files.createTempFile(folder, "refused", ".err");
        ProcessBuilder builder =
                shell(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(messages.toFile());
        builder.environment().putAll(settings);
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("%s ended in time", command)
                .isTrue();
        String said = Files.readString(messages);
        assertThat(process.exitValue())
                .as("exit code of %s, which said:%n%s", command, said)
                .isEqualTo(1);
        return said;
    }

    /** Starts a command that runs until it is stopped. */
    Running start(String command) throws IOException {
        return new Running(shell(command).redirectErrorStream(true).start());
    }

    private ProcessBuilder shell(String command) {
        String absolute = command.replaceFirst("^\\./tidemark", "exec '%s'".formatted(Page.ROOT.resolve("tidemark")));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", absolute).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Map<ProcessHandle, String> children(Process process) {
        Map<ProcessHandle, String> children = new HashMap<>();
        process.descendants()
                .forEach(child -> children.put(child, child.info().command().orElse("")));
        return children;
    }

    /** A process that is just ending has no program any more: what it was stays. */
    private static void remember(Map<ProcessHandle, String> known, Map<ProcessHandle, String> seen) {
        seen.forEach(
                (process, program) -> known.merge(process, program, (before, now) -> now.isEmpty() ? before : now));
    }

    private static void assertGone(Map<ProcessHandle, String> children) throws Exception {
        for (Map.Entry<ProcessHandle, String> child : children.entrySet()) {
            assertThat(child.getKey().onExit())
                    .as(
                            "%s, process %d, ends with its parent",
                            child.getValue(), child.getKey().pid())
                    .succeedsWithin(Duration.ofSeconds(END_SECONDS));
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that has not ended. */
    record Running(Process process) implements AutoCloseable {
        /** Reads until a line has the text, and returns it. */
        String await(String text) throws IOException {
            StringBuilder printed = new StringBuilder();
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.append(line).append('\n');
                if (line.contains(text)) {
                    return line;
                }
            }
            throw new AssertionError("the output ended before '%s':%n%s".formatted(text, printed));
        }

        /** Ends one of the programs that the command has started, as the system does where memory is short. */
        void killOne(String program) {
            ProcessHandle killed = process.descendants()
                    .filter(child -> child.info().command().orElse("").contains(program))
                    .findFirst()
                    .orElseThrow();
            killed.destroyForcibly();
            killed.onExit().join();
        }

        /** Ends the command as Ctrl-C does; fails where something that it started lives on. */
        void stop() throws Exception {
            Map<ProcessHandle, String> children = children(process);
            process.toHandle().destroy();
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertGone(children);
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
