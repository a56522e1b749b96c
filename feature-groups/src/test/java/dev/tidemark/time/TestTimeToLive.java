package dev.tidemark.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestTimeToLive {
    @Test
    void exactlyAsOldAsTheTtlStillCounts() {
        TimeToLive hour = TimeToLive.of(Duration.ofHours(1));

        assertThat(hour.isExpired(0, 3_600_000_000L)).isFalse();
        assertThat(hour.isExpired(0, 3_600_000_001L)).isTrue();
        assertThat(hour.isExpired(-7_200_000_000L, -3_600_000_000L)).isFalse();
        assertThat(TimeToLive.unlimited().isExpired(Long.MIN_VALUE, Long.MAX_VALUE))
                .isFalse();
    }

    @Test
    void noGapOfTimeOverflows() {
        TimeToLive hour = TimeToLive.of(Duration.ofHours(1));

        assertThat(hour.isExpired(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
        assertThat(hour.isExpired(Long.MAX_VALUE, Long.MIN_VALUE)).isFalse();
    }

    @Test
    void zeroIsRefused() {
        assertThatThrownBy(() -> TimeToLive.of(Duration.ZERO))
                .hasMessage("Time to live must be longer than zero and of whole microseconds, got PT0S");
    }

    @Test
    void microsecondsRoundTowardsThePastAlsoBefore1970() {
        assertThat(Microseconds.of(Instant.parse("1969-12-31T23:59:59.999999999Z")))
                .isEqualTo(-1);
        Random random = new Random(1);
        for (int turn = 0; turn < 10_000; turn++) {
            long micros = random.nextLong() >> random.nextInt(1, 20);
            assertThat(Microseconds.of(Microseconds.toInstant(micros))).isEqualTo(micros);
        }
    }

    @Test
    void aRangeOfPartsIsTheRange() {
        TimeRange range = TimeRange.ofDays(LocalDate.of(2026, 2, 27), LocalDate.of(2026, 3, 2));

        var parts = range.split(Duration.ofHours(31));

        assertThat(parts.getFirst().start()).isEqualTo(range.start());
        assertThat(parts.getLast().end()).isEqualTo(range.end());
        for (int part = 1; part < parts.size(); part++) {
            assertThat(parts.get(part).start()).isEqualTo(parts.get(part - 1).end());
        }
        assertThat(parts.get(1).wholeDays())
                .isEqualTo(TimeRange.ofDays(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 1)));
        assertThatThrownBy(() -> new TimeRange(range.end(), range.start()))
                .hasMessageStartingWith("Time range must start before it ends");
    }
}
