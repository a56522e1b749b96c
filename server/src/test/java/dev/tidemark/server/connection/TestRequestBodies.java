package dev.tidemark.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the end of a body is found, and what is refused about it, seen from the socket. */
final class TestRequestBodies extends RawHttpServer {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 60\r\n",
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Content-Length: +4\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 4, 4\r\n",
                "Content-Length: 0x4\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : 4\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Content-Length: 4\r\n folded: 1\r\n",
                "Content-Length: 4\nX: y\r\n",
                "Content-Length: 4\rX: y\r\n",
                "Host: y\r\nContent-Length: 4\r\n",
                "X\u0000: y\r\nContent-Length: 4\r\n",
                "X: a\u0000b\r\nContent-Length: 4\r\n",
                ": y\r\nContent-Length: 4\r\n",
            })
    void aBodyWhoseEndCanBeReadInTwoWaysIsRefusedAndNothingOfItTakenForARequest(String headers) throws Exception {
        for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
            try (RawClient client = connect()) {
                client.send(post(headers, "0\r\n\r\n" + FOLLOWER).replaceFirst("HTTP/1.1", version));

                RawClient.Answer answer = client.answer();

                assertThat(answer.status()).as(version).isEqualTo(400);
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(answer.body()).contains("Malformed");
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked", " chunked "})
    void chunksAreReadWhateverTheCaseOfTheirName(String coding) throws Exception {
        try (RawClient client = connect()) {
            String body = chunk(QUESTION.substring(0, 10)) + chunk(QUESTION.substring(10)) + "0\r\n\r\n";
            client.send(post("Transfer-Encoding: " + coding + "\r\n", body) + FOLLOWER);

            assertThat(client.answer().body()).contains("\"17\"");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s;a=b", "%s;a=\"b c\"", "00%s", "%s ;a"})
    void extensionsAndTrailersAreLegal(String size) throws Exception {
        try (RawClient client = connect()) {
            String line = size.formatted(Integer.toHexString(QUESTION.length()));
            client.send(post("Transfer-Encoding: chunked\r\n", line + "\r\n" + QUESTION + "\r\n0\r\nX-T: a\r\n\r\n")
                    + FOLLOWER);

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n",
                "zz\r\n",
                "0x4\r\n",
                "\r\n",
                ";a\r\n",
                " 4\r\nabcd\r\n",
                "4 \r\nabcd\r\n",
                "+4\r\nabcd\r\n",
                "4\nabcd\r\n",
                "4\r\nabcdXX",
                "4\r\nabcd\n",
                "3\r\nabcd\r\n",
                "4;\u0000\r\nabcd\r\n",
            })
    void aBrokenChunkIsRefusedAndTheConnectionClosed(String chunk) throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Transfer-Encoding: chunked\r\n", chunk + "0\r\n\r\n" + FOLLOWER));

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("Malformed chunk");
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffffffffffff", "7fffffff", "80000000", "1001"})
    void chunksOverTheLimitAreRefusedWithItAndNothingOfThemIsTakenForARequest(String size) throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Transfer-Encoding: chunked\r\n", size + "\r\n" + FOLLOWER + "\r\n0\r\n\r\n"));

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body())
                    .contains("PAYLOAD_TOO_LARGE")
                    .contains("A body of more than 4096 bytes; at most 4096 (server.max-payload-bytes)");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aRequestHiddenInTheChunkThatGoesOverTheLimitIsNotAnswered() throws Exception {
        try (RawClient client = connect()) {
            client.send(post(
                    "Transfer-Encoding: chunked\r\n",
                    chunk(" ".repeat(2_048)).repeat(2) + chunk(FOLLOWER) + "0\r\n\r\n" + FOLLOWER));

            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aBodyIsAskedForWhereTheClientWaitsForThat() throws Exception {
        try (RawClient client = connect()) {
            client.send(post("Expect: 100-continue\r\nContent-Length: " + QUESTION.length() + "\r\n", ""));
            assertThat(client.head().status()).isEqualTo(100);
            client.send(QUESTION);
            assertThat(client.answer().body()).contains("\"17\"");
            client.send(post("Expect: 100-continue\r\nContent-Length: 999999\r\n", ""));
            assertThat(client.answer().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "Gzip"})
    void gzipIsReadWhateverTheCaseOfItsName(String encoding) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(QUESTION.getBytes(StandardCharsets.UTF_8));
        }
        try (RawClient client = connect()) {
            client.send(post("Content-Encoding: %s\r\nContent-Length: %d\r\n".formatted(encoding, packed.size()), ""));
            client.send(packed.toByteArray());

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: deflate\r\n",
                "Content-Encoding: br\r\n",
                "Content-Encoding: gzip, gzip\r\n",
                "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n"
            })
    void anotherEncodingIsRefusedByName(String headers) throws Exception {
        try (RawClient client = connect()) {
            client.send(post(headers + "Content-Length: " + QUESTION.length() + "\r\n", QUESTION) + FOLLOWER);

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.body()).contains("UNSUPPORTED_MEDIA_TYPE").contains("gzip");
            assertThat(client.answer().header("X-Request-Id")).isEqualTo("follower");
        }
    }
}
