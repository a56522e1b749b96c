package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.python.Python;
import dev.tidemark.server.ServerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large answers to readers whose connections carry what an Ethernet frame does, where the loopback interface carries 64
 * KiB at once: a send buffer then fills after parts of a write. Java cannot set the size of a segment, Python can.
 */
final class ITEthernetSegments {
    private static final int ETHERNET = 1_460;

    private static final String READER = """
            import hashlib, socket, sys, threading, time
            port, segment = int(sys.argv[1]), int(sys.argv[2])

            def read(pause):
                with socket.socket() as connection:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
                    connection.connect(("127.0.0.1", port))
                    used = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
                    assert used <= segment, used
                    connection.sendall(b"GET /large HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
                    answer = bytearray()
                    while part := connection.recv(65536):
                        answer += part
                        time.sleep(pause)
                    body = bytes(answer).partition(b"\\r\\n\\r\\n")[2]
                    print(len(body), hashlib.sha256(body).hexdigest(), flush=True)

            readers = [threading.Thread(target=read, args=[pause]) for pause in (0, 0, 0.0001, 0.001)]
            [reader.start() for reader in readers]
            [reader.join() for reader in readers]
            """;

    @TempDir
    Path folder;

    @Test
    void anAnswerOfTenMebibytesArrivesWholeAtReadersOfEverySpeed() throws Exception {
        Python python = Python.with(folder, "socket");
        Path reader = Files.writeString(folder.resolve("reader.py"), READER);
        byte[] large = new byte[10 << 20];
        new Random(20_261_129).nextBytes(large);
        String whole = large.length + " "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(large));
        try (ServerFixture fixture = new ServerFixture(
                ConnectionTimeouts.USUAL,
                1 << 20,
                8,
                routing -> routing.get("/large", (request, response) -> response.send(large)))) {
            String read = python.run(
                    Duration.ofMinutes(2),
                    reader.toString(),
                    Integer.toString(fixture.server.port()),
                    Integer.toString(ETHERNET));

            assertThat(read.lines()).containsExactlyElementsOf(List.of(whole, whole, whole, whole));
        }
    }
}
