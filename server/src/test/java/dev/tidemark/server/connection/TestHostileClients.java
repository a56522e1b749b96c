package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** A thousand clients who mean harm at once, against a server of 512 MB. */
final class TestHostileClients {
    private static final String QUESTION = "{\"feature_group\": \"payments\", \"entity_ids\": [17]}";
    private static final int CLIENTS = 1_000;
    private static final int QUESTIONS = 60;
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
            CompletableFuture<List<Met>> other = CompletableFuture.supplyAsync(() -> ask(port), threads);

            List<RawClient> hostile = attack(port, threads);
            List<Met> met = other.join();
            for (RawClient client : hostile) {
                client.reset();
            }

            assertThat(met).allMatch(answer -> answer.status() == 200);
            // Not of each: while a thousand clients connect, the first of them shares two processors with all of these.
            assertThat(met.stream().map(Met::time).sorted().toList().get(QUESTIONS * 9 / 10))
                    .as("nine of ten of %s", met)
                    .isLessThan(Duration.ofSeconds(1));
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

    private static List<RawClient> attack(int port, ExecutorService threads) throws Exception {
        byte[] longId = packed(text(1_048_000));
        byte[] manyMaps = packed(emptyMaps(1_048_000));
        String head = "POST /features/online HTTP/1.1\r\nHost: x\r\nContent-Type: application/msgpack\r\n";
        String packedHead = head + "Content-Encoding: gzip\r\nContent-Length: ";
        List<CompletableFuture<RawClient>> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            int kind = number % 5;
            clients.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            RawClient client = new RawClient(port, 4_096);
                            switch (kind) {
                                case 0 ->
                                    client.send(packedHead + longId.length + "\r\n\r\n")
                                            .send(longId);
                                case 1 ->
                                    client.send(packedHead + manyMaps.length + "\r\n\r\n")
                                            .send(manyMaps);
                                case 2 ->
                                    client.send(head + "Content-Length: " + MEBIBYTE + "\r\n\r\n")
                                            .send(new byte[64 << 10]);
                                case 3 -> client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
                                default -> client.send(head + "Content-Length: 10\r\n\r\n");
                            }
                            return client;
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    threads));
        }
        return clients.stream().map(CompletableFuture::join).toList();
    }

    /** A question whose only id is a long text of control characters, each of which is six letters in JSON. */
    private static byte[] text(int length) {
        byte[] id = new byte[length];
        Arrays.fill(id, (byte) 1);
        return question(
                new byte[] {(byte) 0x91, (byte) 0xdb, 0, (byte) (length >> 16), (byte) (length >> 8), (byte) length},
                id);
    }

    private static byte[] emptyMaps(int count) {
        byte[] maps = new byte[count];
        Arrays.fill(maps, (byte) 0x80);
        return question(new byte[] {(byte) 0xdd, 0, (byte) (count >> 16), (byte) (count >> 8), (byte) count}, maps);
    }

    private static byte[] question(byte[] head, byte[] ids) {
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        question.write(0x82);
        question.write(0xad);
        question.writeBytes("feature_group".getBytes(StandardCharsets.US_ASCII));
        question.write(0xa8);
        question.writeBytes("payments".getBytes(StandardCharsets.US_ASCII));
        question.write(0xaa);
        question.writeBytes("entity_ids".getBytes(StandardCharsets.US_ASCII));
        question.writeBytes(head);
        question.writeBytes(ids);
        return question.toByteArray();
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static List<Met> ask(int port) {
        List<Met> met = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (met.size() < QUESTIONS) {
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
