package dev.tidemark.launch;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server in a separate JVM, with its own class path: it has no Spark. It writes to this process's terminal,
 * and ends with this process, even if this process is killed.
 */
public final class ServerProcess implements AutoCloseable {
    private static final String JAVA_OPTIONS = "TIDEMARK_JAVA_OPTIONS";
    private static final String USUAL_JAVA_OPTIONS = "-Xms512m -Xmx2g";
    /** Added to the configured delay, for requests that have begun and for the local Redis Cluster. */
    private static final Duration STOP = Duration.ofSeconds(20);

    /** The number of path elements of a module's jar: the module, its target folder, the jar. */
    private static final int MODULE_JAR = 3;

    private final Process process;
    private final Duration patience;

    private ServerProcess(Process process, Duration patience) {
        this.process = process;
        this.patience = patience;
    }

    /**
     * Starts the server.
     *
     * @param conf the user's settings, null for none; the server's environment is that of this process and then the
     *     given one
     * @param stopDelay how long it continues to answer after it is told to end
     */
    static ServerProcess start(
            @Nullable Path conf, Duration stopDelay, ProcessBuilder.Redirect output, Map<String, String> environment) {
        Optional<Path> root =
                Optional.ofNullable(System.getProperty("tidemark.root")).map(Path::of);
        ProcessBuilder builder = new ProcessBuilder()
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output)
                .redirectError(output);
        builder.environment().putAll(environment);
        List<String> command = command(root, classPath(root), conf, builder.environment());
        try {
            return new ServerProcess(builder.command(command).start(), patience(stopDelay));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the server with " + command.getFirst(), e);
        }
    }

    /** Returns the command; its JVM options are those of the launcher. */
    static List<String> command(
            Optional<Path> root, String classPath, @Nullable Path conf, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        root.ifPresent(folder -> command.addAll(options(folder)));
        // A server without memory answers nobody and keeps its port and connections. If it exits, a supervisor can
        // start a new one.
        command.add("-XX:+ExitOnOutOfMemoryError");
        String given = environment.getOrDefault(JAVA_OPTIONS, "").strip();
        command.addAll(List.of((given.isEmpty() ? USUAL_JAVA_OPTIONS : given).split("\\s+")));
        command.addAll(List.of("-cp", classPath, "dev.tidemark.server.ServerMain"));
        if (conf != null) {
            command.addAll(List.of("--conf", conf.toString()));
        }
        command.addAll(
                List.of("--parent", String.valueOf(ProcessHandle.current().pid())));
        return command;
    }

    /** Returns how long the server may take to stop. */
    static Duration patience(Duration stopDelay) {
        return stopDelay.plus(STOP);
    }

    private static List<String> options(Path root) {
        List<String> files = new ArrayList<>(List.of("conf/jvm.options"));
        if (Runtime.version().feature() >= 24) {
            files.add("conf/jvm-24.options");
        }
        return files.stream()
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .map(file -> "@" + file)
                .toList();
    }

    /**
     * Returns a library's path in this project. The file names the folder in which the project was built, which may
     * have been moved or copied since.
     */
    static String ofThisProject(Optional<Path> root, String library) {
        Path file = Path.of(library);
        int parts = file.getNameCount();
        if (root.isEmpty() || parts < MODULE_JAR || !file.getName(parts - 2).endsWith("target")) {
            return library;
        }
        Path module = root.get().resolve(file.getName(parts - MODULE_JAR));
        return Files.exists(module.resolve("pom.xml"))
                ? module.resolve("target").resolve(file.getFileName()).toString()
                : library;
    }

    private static String classPath(Optional<Path> root) {
        String named = System.getenv("TIDEMARK_SERVER_CLASSPATH");
        if (named != null && !named.isBlank()) {
            return named;
        }
        Path folder = root.orElse(Path.of("")).resolve("server/target");
        try {
            Stream<String> libraries = Arrays.stream(
                    Files.readString(folder.resolve("classpath")).strip().split(File.pathSeparator));
            return Stream.concat(
                            Stream.of(folder.resolve("classes").toString()),
                            libraries.map(library -> ofThisProject(root, library)))
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "The server's class path is not in %s; build the server (./mvnw package), or name its jars in"
                                    .formatted(folder.resolve("classpath"))
                            + " TIDEMARK_SERVER_CLASSPATH",
                    e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the server ends by itself and returns its exit code. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks the server to stop, and kills it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
