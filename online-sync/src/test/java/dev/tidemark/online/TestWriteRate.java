package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestWriteRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong(-5);

    @Test
    void turnsAreAsFarApartAsTheRateSays() {
        WriteRate rate = new WriteRate(1_000, now::get);

        assertThat(rate.turn(500)).isZero();
        assertThat(rate.turn(250)).isEqualTo(SECOND / 2);
        assertThat(rate.turn(1)).isEqualTo(SECOND * 3 / 4);
        now.addAndGet(SECOND / 2);
        assertThat(rate.turn(1)).isEqualTo(SECOND / 4 + SECOND / 1_000);
    }

    @Test
    void timeThatNobodyUsedIsNotSavedUp() {
        WriteRate rate = new WriteRate(1_000, now::get);
        now.addAndGet(60 * SECOND);

        assertThat(rate.turn(1_000)).isZero();
        assertThat(rate.turn(1)).isEqualTo(SECOND);
    }

    @Test
    void withoutALimitNobodyWaits() {
        WriteRate rate = new WriteRate(0, now::get);

        rate.await(1_000_000);

        assertThat(rate.turn(1_000_000)).isZero();
    }

    @ParameterizedTest(name = "{0} entities per second: {1} at once")
    @CsvSource({"0, 500", "1, 1", "2000, 20", "49999, 499", "1000000, 500"})
    void aLimitedWriterWritesInSmallBatches(double perSecond, int atOnce) {
        assertThat(WriteRate.batch(perSecond, 500)).isEqualTo(atOnce);
    }

    @Test
    void aWriterReallyWaits() {
        WriteRate rate = new WriteRate(1_000);
        long started = System.nanoTime();
        for (int batch = 0; batch < 5; batch++) {
            rate.await(50);
        }

        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }
}
