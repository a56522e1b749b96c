package dev.tidemark.server.connection;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * A thousand hostile clients in a separate process. It reports when it is ready, attacks on request, reports when all
 * clients have sent their requests, and holds their connections until it ends.
 */
final class HostileAttack {
    static final String READY = "ready";
    static final String SENT = "sent";

    private static final int CLIENTS = 1_000;
    private static final int MEBIBYTE = 1 << 20;

    private HostileAttack() {}

    public static void main(String... arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        byte[] longId = packed(text(1_048_000));
        byte[] manyMaps = packed(emptyMaps(1_048_000));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(READY);
        if (input.readLine() == null) {
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<RawClient> clients = attack(port, threads, longId, manyMaps);
            System.out.println(SENT);
            while (input.readLine() != null) {
                // Its parent still measures.
            }
            for (RawClient client : clients) {
                client.reset();
            }
        }
    }

    private static List<RawClient> attack(int port, ExecutorService threads, byte[] longId, byte[] manyMaps) {
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
}
