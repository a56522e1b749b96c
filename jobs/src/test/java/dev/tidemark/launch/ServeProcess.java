package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server's process with its standard output and errors, started as a supervisor does. */
record ServeProcess(Process process, BufferedReader lines, List<String> printed) implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long END_SECONDS = 60;

    static ServeProcess start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ServeProcess(process, process.inputReader(StandardCharsets.UTF_8), new ArrayList<>());
    }

    static ServeProcess script(Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("tidemark.root"), "tidemark").toString());
        command.addAll(List.of(words));
        return start(environment, command);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Reads until the server says where it serves. */
    String awaitServing() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            printed.add(line);
            if (line.contains("serves at")) {
                return line;
            }
        }
        throw new AssertionError("the server ended: " + printed);
    }

    /** Waits for the end and returns the exit code; all that was printed is read. */
    int end() throws InterruptedException {
        lines.lines().forEach(printed::add);
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** SIGTERM. */
    void terminate() {
        // Process.destroy would close the streams, too, and with them the last lines.
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
