package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with this test's class path, whose output is read line by line. */
final class Child implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));

    private final Process process;
    private final BufferedReader lines;
    private final List<String> seen = new ArrayList<>();

    private Child(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts {@code tidemark} with the given words. */
    static Child tidemark(Map<String, String> environment, String... words) throws IOException {
        return start(environment, "dev.tidemark.cli.Tidemark", words);
    }

    static Child start(Map<String, String> environment, String mainClass, String... words) throws IOException {
        return onClassPath(System.getProperty("java.class.path"), environment, mainClass, words);
    }

    static Child onClassPath(String classPath, Map<String, String> environment, String mainClass, String... words)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("@" + ROOT.resolve("conf/jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + ROOT.resolve("conf/jvm-24.options"));
        }
        command.addAll(jvmOptions());
        command.addAll(List.of("-Xmx1g", "-cp", classPath, mainClass));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    /**
     * How this JVM compiles and collects, which the root pom sets for tests; a JVM that a test starts does it likewise.
     */
    static List<String> jvmOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:"))
                .toList();
    }

    /** Reads until a line holds the text, and returns it; fails where the output ends before. */
    String await(String text) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the output ended before '%s':%n%s".formatted(text, String.join("\n", seen)));
    }

    /** SIGKILL: nothing of the process runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Reads to the end, and makes sure that the process ended well. */
    String succeed() throws IOException, InterruptedException {
        String output = end();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** Reads to the end, and makes sure that the process says that it failed. */
    String fail() throws IOException, InterruptedException {
        String output = end();
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        return output;
    }

    /** SIGTERM, and then the rest of the output. */
    String stop() throws IOException, InterruptedException {
        // Process.destroy would close the streams, too, and with them the last lines.
        process.toHandle().destroy();
        return end();
    }

    private String end() throws IOException, InterruptedException {
        lines.lines().forEach(seen::add);
        process.waitFor();
        return String.join("\n", seen);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        lines.close();
    }
}
