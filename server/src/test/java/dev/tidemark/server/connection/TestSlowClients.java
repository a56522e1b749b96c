package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that send or read slowly, or not at all, seen from the socket. */
final class TestSlowClients extends RawHttpServer {
    @Test
    void aLargeAnswerArrivesWholeAtAReaderThatIsSlow() throws Exception {
        try (RawClient client = new RawClient(fixture.server.port(), 4_096)) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream(LARGE.length + 1_024);
            byte[] part = new byte[256 << 10];
            int reads = 0;
            for (int length = client.read(part); length >= 0; length = client.read(part)) {
                all.write(part, 0, length);
                if (++reads % 400 == 0) {
                    Thread.sleep(1);
                }
            }

            byte[] answer = all.toByteArray();
            assertThat(Arrays.equals(LARGE, Arrays.copyOfRange(answer, answer.length - LARGE.length, answer.length)))
                    .isTrue();
        }
    }

    @Test
    void bodiesThatDoNotComeHoldUpNobodyAndAreToldSo() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        for (int client = 0; client < 3 * SLOTS; client++) {
            waiting.add(connect().send(post("Content-Length: 10\r\n", "")));
        }
        Thread.sleep(100);

        assertThat(fixture.ask("/features/online", QUESTION).has("features")).isTrue();
        for (RawClient client : waiting) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("REQUEST_TIMEOUT").contains("server.body-timeout");
            assertThat(client.rest()).isEmpty();
            client.close();
        }
    }

    @Test
    void aHeadThatComesInDripsIsBoundedAsAWhole() throws Exception {
        try (RawClient client = connect()) {
            client.send("GET /health/live HTTP/1.1\r\n");
            long start = System.nanoTime();
            for (int drip = 0; drip < 6 && client.takes("X: y\r\n"); drip++) {
                Thread.sleep(150);
            }

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("server.head-timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void clientsAreWaitedForAsLongAsTheSettingsSay() {
        assertThat(ConnectionTimeouts.from(Settings.load(Map.of(), Optional.empty())))
                .isEqualTo(ConnectionTimeouts.USUAL);
    }

    @Test
    void aConnectionThatIsOpenedForNothingIsClosed() throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whoDoesNotReadAnAnswerKeepsNobodyOutAndLosesItsConnection() throws Exception {
        List<RawClient> deaf = new ArrayList<>();
        for (int client = 0; client < 2 * SLOTS; client++) {
            deaf.add(new RawClient(fixture.server.port(), 4_096).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        for (RawClient client : deaf) {
            assertThat(client.read(new byte[16])).isPositive();
        }

        assertThat(fixture.ask("/features/online", QUESTION).has("features")).isTrue();
        Thread.sleep(TIMEOUTS.answer().plusMillis(500));

        for (RawClient client : deaf) {
            assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            client.close();
        }
    }

    @Test
    void aRequestInDripsIsTheSameRequest() throws Exception {
        try (RawClient client = connect()) {
            for (byte single : (post(QUESTION) + FOLLOWER).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {single});
            }

            assertThat(client.answer().body()).contains("\"17\"");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @Test
    void whoStillSendsWhenItIsRefusedReadsItsRefusal() throws Exception {
        byte[] part = new byte[64 << 10];
        for (int turn = 0; turn < 10; turn++) {
            try (RawClient client = connect()) {
                client.send(post("Content-Length: 4194304\r\n", ""));
                for (int sent = 0; sent < 64; sent++) {
                    client.send(part);
                }

                RawClient.Answer answer = client.answer();

                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.body()).contains("A body of 4194304 bytes; at most 4096 (server.max-payload-bytes)");
                assertThat(client.rest()).isEmpty();
            }
        }
    }
}
