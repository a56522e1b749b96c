package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A thousand clients who mean harm at once, against a server of 512 MB. */
final class TestHostileClients {
    private static final String QUESTION = "{\"feature_group\": \"payments\", \"entity_ids\": [17]}";
    private static final int QUESTIONS = 60;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MEBIBYTE = 1 << 20;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What another client met: a status, or 0 for none. */
    private record Met(int status, Duration time) {}

    @Test
    void aThousandHostileRequestsTakeNeitherMemoryNorOthersTime() throws Exception {
        Process server = start();
        List<String> output = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            BufferedReader lines = server.inputReader(StandardCharsets.UTF_8);
            int port = port(lines, output);
            CompletableFuture.runAsync(() -> lines.lines().forEach(output::add), threads);
            warm(port);
            List<Met> met = askUnderAttack(port, threads);
            // Other work on this machine may delay an answer; it does not do so in each of three attacks.
            for (int attack = 2; attack <= 3 && slowest(met).compareTo(SOON) >= 0; attack++) {
                met = askUnderAttack(port, threads);
            }

            assertThat(met).allMatch(answer -> answer.status() == 200);
            assertThat(slowest(met)).isLessThan(SOON);
            assertThat(after(port, QUESTION)).isEqualTo(200);
            assertThat(after(port, " ".repeat(MEBIBYTE - QUESTION.length()) + QUESTION))
                    .isEqualTo(200);
            assertThat(server.isAlive()).isTrue();
            assertThat(output).noneMatch(line -> line.contains("OutOfMemoryError"));
            assertThat(output).hasSizeLessThan(50);
        } finally {
            server.getOutputStream().close();
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
            threads.close();
        }
    }

    @Test
    void aProcessThatRunsOutOfMemoryEnds() throws Exception {
        Process process = start("fill");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Terminating due to java.lang.OutOfMemoryError");
        assertThat(process.exitValue()).isEqualTo(3);
    }

    private static Duration slowest(List<Met> met) {
        return met.stream().map(Met::time).max(Duration::compareTo).orElseThrow();
    }

    /** The attackers give way to others on this machine: usually they have processors of their own. */
    private static List<Met> askUnderAttack(int port, ExecutorService threads) throws Exception {
        Process attack = new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileAttack.class.getName(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = attack.inputReader(StandardCharsets.UTF_8);
                BufferedWriter orders = attack.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo(HostileAttack.READY);
            CompletableFuture<String> sent = CompletableFuture.supplyAsync(() -> readLine(lines), threads);
            orders.write("go\n");
            orders.flush();
            List<Met> met = ask(port, sent);
            assertThat(sent.join()).isEqualTo(HostileAttack.SENT);
            return met;
        } finally {
            attack.destroyForcibly().waitFor();
        }
    }

    private static String readLine(BufferedReader lines) {
        try {
            return String.valueOf(lines.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("@" + Path.of("../conf/jvm.options").toAbsolutePath());
        command.addAll(List.of("-Xms512m", "-Xmx512m", "-cp", System.getProperty("java.class.path")));
        command.add(HostileTarget.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static int port(BufferedReader lines, List<String> output) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
            output.add(line);
        }
        throw new AssertionError("The server ended: " + output);
    }

    private static void warm(int port) throws Exception {
        for (int turn = 0; turn < 300; turn++) {
            assertThat(after(port, QUESTION)).isEqualTo(200);
        }
    }

    /** Asks until all attackers have sent what they would, and for some time while they hold their connections. */
    private static List<Met> ask(int port, CompletableFuture<String> sent) {
        List<Met> met = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int after = 0;
            while (after < QUESTIONS) {
                after += sent.isDone() ? 1 : 0;
                long start = System.nanoTime();
                int status = 0;
                try {
                    status = client.send(
                                    request(port, QUESTION, Duration.ofSeconds(10)),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                } catch (IOException e) {
                    // Told by the status.
                }
                met.add(new Met(status, Duration.ofNanos(System.nanoTime() - start)));
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return met;
    }

    private static int after(int port, String question) throws Exception {
        return CLIENT.send(request(port, question, Duration.ofSeconds(30)), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest request(int port, String question, Duration limit) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/features/online".formatted(port)))
                .timeout(limit)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
    }
}
