package dev.tidemark.server.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Numbers and instants that are written digit by digit, held against the JDK's own texts. */
final class TestJsonNumbers {
    private static final int RANDOM = 700_000;
    private static final long SEED = 20_261_121;

    private final byte[] bytes = new byte[64];

    @Test
    void anyDoubleIsWrittenAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int turn = 0; turn < RANDOM; turn++) {
            sameDouble(Double.longBitsToDouble(random.nextLong()));
            sameDouble(random.nextInt() / 100.0);
            sameDouble(random.nextDouble() * 1_000);
            sameDouble(random.nextLong(10_000_000_000_000L) / 1e6);
        }
        for (int turn = 0; turn < RANDOM / 10; turn++) {
            sameDouble(random.nextLong(1L << 54));
            sameDouble(random.nextInt(1_000) * Math.pow(10, random.nextInt(-30, 30)));
        }
    }

    @Test
    void theEdgesOfDoublesAreWrittenAsTheJdkDoes() {
        for (int exponent = 0; exponent < 0x7ff; exponent++) {
            around(Double.longBitsToDouble((long) exponent << 52));
        }
        for (int exponent = -325; exponent < 309; exponent++) {
            around(Double.parseDouble("1e" + exponent));
            around(Double.parseDouble("2e" + exponent));
            around(Double.parseDouble("9.999999e" + exponent));
        }
        for (long bits = 0; bits < 1_000; bits++) {
            sameDouble(Double.longBitsToDouble(bits));
            sameDouble(bits);
            sameDouble(bits / 1_000.0);
        }
        around(0);
        around(Double.MAX_VALUE);
        around(Double.MIN_NORMAL);
    }

    @Test
    void anyFloatIsWrittenAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int turn = 0; turn < RANDOM; turn++) {
            sameFloat(Float.intBitsToFloat(random.nextInt()));
        }
        for (int exponent = 0; exponent < 0xff; exponent++) {
            float power = Float.intBitsToFloat(exponent << 23);
            sameFloat(power);
            sameFloat(Math.nextUp(power));
            sameFloat(Math.nextDown(power));
        }
        for (int bits = 0; bits < 1_000; bits++) {
            sameFloat(Float.intBitsToFloat(bits));
            sameFloat(bits / 10f);
        }
    }

    @Test
    void anyWholeNumberIsWrittenAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int turn = 0; turn < RANDOM / 10; turn++) {
            sameWhole(random.nextLong() >> random.nextInt(64));
        }
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            sameWhole(power - 1);
            sameWhole(-power);
            sameWhole(power * 10);
        }
        sameWhole(0);
        sameWhole(Long.MAX_VALUE);
        sameWhole(Long.MIN_VALUE);
    }

    @Test
    void anyInstantIsWrittenAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(SEED);
        long day = 86_400_000_000L;
        for (int turn = 0; turn < RANDOM / 10; turn++) {
            long micros = random.nextLong(-800_000 * day, 3_000_000 * day);
            sameInstant(micros);
            sameInstant(Math.floorDiv(micros, 1_000) * 1_000);
            sameInstant(Math.floorDiv(micros, 1_000_000) * 1_000_000);
        }
        sameInstant(0);
        sameInstant(-1);
        sameInstant(Long.MAX_VALUE);
        sameInstant(Long.MIN_VALUE);
    }

    private void around(double value) {
        sameDouble(value);
        sameDouble(-value);
        sameDouble(Math.nextUp(value));
        sameDouble(Math.nextDown(value));
    }

    private void sameDouble(double value) {
        if (Double.isFinite(value)) {
            String expected = Double.toString(value);
            same(JsonNumbers.decimal(bytes, 0, value), expected);
            same(ShortestDecimal.write(bytes, 0, value), expected);
        }
    }

    private void sameFloat(float value) {
        if (Float.isFinite(value)) {
            same(ShortestDecimal.write(bytes, 0, value), Float.toString(value));
        }
    }

    private void sameWhole(long value) {
        same(JsonNumbers.whole(bytes, 0, value), Long.toString(value));
    }

    private void sameInstant(long microseconds) {
        same(
                IsoInstants.write(bytes, 0, microseconds),
                Microseconds.toInstant(microseconds).toString());
    }

    /** Millions of assertions of a library would take longer than all that is tested here. */
    private void same(int end, String expected) {
        String written = new String(bytes, 0, end, StandardCharsets.US_ASCII);
        if (!written.equals(expected)) {
            assertThat(written).isEqualTo(expected);
        }
    }
}
