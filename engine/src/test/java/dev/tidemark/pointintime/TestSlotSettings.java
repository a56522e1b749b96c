package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestSlotSettings {
    @ParameterizedTest(name = "{0} tasks on {1} cores: {2}")
    @CsvSource({
        // Few tasks: an entity of less than one is none's trouble.
        "8, 2, 0.125",
        "8, 64, 0.125",
        // An eighth of what a core does in all.
        "25, 2, 0.0625",
        "100, 4, 0.03125",
        // Many tasks a core: no task holds more than four times its share.
        "3600, 64, 0.001111",
        "3600, 2, 0.001111",
        // As many tasks as cores: a task's share.
        "3600, 3600, 0.000278",
    })
    void anEntityIsHotWhereItsTaskWouldHoldUpTheOthersOrHoldTooMuch(int tasks, int cores, double share) {
        assertThat(SlotSettings.hotShare(tasks, cores)).isCloseTo(share, org.assertj.core.data.Offset.offset(1e-6));
    }
}
