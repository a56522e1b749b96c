package dev.tidemark.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TestTexts {
    @Test
    void aDateIsItsFirstInstantInUtc() {
        assertThat(new Texts.InstantText().convert("2026-05-01")).isEqualTo(Instant.parse("2026-05-01T00:00:00Z"));
        assertThat(new Texts.InstantText().convert("2026-05-01T06:30:00Z"))
                .isEqualTo(Instant.parse("2026-05-01T06:30:00Z"));
        assertThat(new Texts.InstantText().convert("2026-05-01 08:30+02:00"))
                .isEqualTo(Instant.parse("2026-05-01T06:30:00Z"));
    }

    @Test
    void whatIsNoInstantIsRefusedWithAnExample() {
        assertThatThrownBy(() -> new Texts.InstantText().convert("yesterday"))
                .hasMessage("Invalid instant 'yesterday': expected a date or an instant such as 2026-05-01T06:00:00Z");
    }

    @Test
    void durationsHaveAUnitAndAreLongerThanZero() {
        assertThat(new Texts.DurationText().convert("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(new Texts.DurationText().convert("6h")).isEqualTo(Duration.ofHours(6));
        assertThatThrownBy(() -> new Texts.DurationText().convert("0d"))
                .hasMessage("Invalid duration '0d': expected a number and a unit such as 6h, 1d or 7d");
        assertThatThrownBy(() -> new Texts.DurationText().convert("7"))
                .hasMessage("Invalid duration '7': expected a number and a unit such as 6h, 1d or 7d");
    }
}
