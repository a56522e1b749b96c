package dev.tidemark.benchmark.freshness;

import dev.tidemark.benchmark.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the road from an event to an answer. */
final class Part implements AutoCloseable {
    private static final String TIDEMARK = "dev.tidemark.cli.Tidemark";

    private final Process process;
    private final BufferedReader lines;

    private Part(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    static Part tidemark(Map<String, String> environment, String... words) throws IOException {
        return start(environment, TIDEMARK, words);
    }

    static Part start(Map<String, String> environment, String mainClass, String... words) throws IOException {
        Path conf = Path.of(System.getProperty("tidemark.root", "."), "conf");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + conf.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + conf.resolve("jvm-24.options"));
        }
        command.addAll(List.of("-Xmx1500m", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(words));
        Files.createDirectories(JsonLines.folder());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        return new Part(builder.start());
    }

    /** Waits until the process says something; what comes after that is thrown away. */
    void await(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(text)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(unread -> {}));
                return;
            }
        }
        throw new IOException("A process ended before it said '%s':%n%s".formatted(text, seen));
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
