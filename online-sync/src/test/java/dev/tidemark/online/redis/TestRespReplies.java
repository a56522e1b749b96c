package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers as Redis sends them, in packets of any size. */
final class TestRespReplies {
    /** Gives a few bytes at a time, as a network may. */
    private static final class Packets extends InputStream {
        private final InputStream all;
        private final Random random;

        Packets(byte[] all, Random random) {
            this.all = new ByteArrayInputStream(all);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return all.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return all.read(into, from, Math.min(length, 1 + random.nextInt(random.nextBoolean() ? 3 : 20_000)));
        }
    }

    @Test
    void valuesAreReadInOrderHoweverTheyAreCutUp() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            List<byte[]> values = new ArrayList<>();
            for (int number = 0; number < 20; number++) {
                byte[] value = random.nextInt(5) == 0
                        ? null
                        : new byte[random.nextInt(random.nextInt(8) == 0 ? 100_000 : 2_000)];
                values.add(value);
                if (value == null) {
                    sent.writeBytes(ascii("$-1\r\n"));
                } else {
                    random.nextBytes(value);
                    sent.writeBytes(ascii("$%d\r\n".formatted(value.length)));
                    sent.writeBytes(value);
                    sent.writeBytes(ascii("\r\n"));
                }
            }
            RespReplies replies = new RespReplies(new Packets(sent.toByteArray(), random));
            for (byte[] value : values) {
                assertThat(replies.value()).as("seed %d", seed).isEqualTo(value);
            }
        }
    }

    @Test
    void anErrorIsToldInRedisOwnWordsAndTheNextValueIsReadAllTheSame() throws IOException {
        RespReplies replies = replies("-MOVED 866 127.0.0.1:7001\r\n$2\r\nok\r\n");

        assertThatThrownBy(replies::value)
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessage("MOVED 866 127.0.0.1:7001");
        assertThat(replies.value()).isEqualTo(ascii("ok"));
        assertThatThrownBy(replies::value).isInstanceOf(EOFException.class);
    }

    @Test
    void whatIsNoAnswerEndsTheConnection() {
        for (String broken : List.of(
                "$5\r\nok\r\n",
                "$1\r\nok\r\n",
                "$99999999999\r\n",
                "$4294967298\r\nok\r\n",
                "$x\r\n",
                "$2\nok\r\n",
                ":1\r\n",
                "*1\r\n$2\r\nok\r\n",
                "-" + "x".repeat(20_000))) {
            assertThatThrownBy(() -> replies(broken).value()).as(broken).isInstanceOf(IOException.class);
        }
    }

    private static RespReplies replies(String sent) {
        return new RespReplies(new ByteArrayInputStream(ascii(sent)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
