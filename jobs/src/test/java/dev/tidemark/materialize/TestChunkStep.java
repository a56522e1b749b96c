package dev.tidemark.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TestChunkStep {
    private static final Instant FIRST = Instant.parse("2025-01-10T00:00:00Z");

    @Test
    void smallSourcesAreReadOnce() {
        assertThat(ChunkStep.of(OptionalLong.of(45_000_000), yearOfEvents())).isGreaterThan(Duration.ofDays(360));
    }

    @Test
    void greatSourcesAreCutByTheirSizeAndNotShorterThanAMonth() {
        assertThat(ChunkStep.of(OptionalLong.of(4L << 30), yearOfEvents())).isEqualTo(Duration.ofDays(120));
        assertThat(ChunkStep.of(OptionalLong.of(1L << 50), yearOfEvents()))
                .isBetween(MaterializationPlanner.STEP, MaterializationPlanner.STEP.multipliedBy(2));
    }

    @Test
    void aLittleMoreDataIsCutAtTheSameInstants() {
        assertThat(ChunkStep.of(OptionalLong.of((4L << 30) - 1_000_000), yearOfEvents()))
                .isEqualTo(ChunkStep.of(OptionalLong.of(4L << 30), yearOfEvents()));
    }

    @Test
    void sourcesOfUnknownSizeAreCutByMonths() {
        assertThat(ChunkStep.of(OptionalLong.empty(), yearOfEvents())).isEqualTo(MaterializationPlanner.STEP);
    }

    private static NavigableSet<Instant> yearOfEvents() {
        return new TreeSet<>(List.of(FIRST, FIRST.plus(Duration.ofDays(359))));
    }
}
