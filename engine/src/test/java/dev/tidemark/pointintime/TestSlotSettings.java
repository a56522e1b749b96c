package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.session.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

    @ParameterizedTest(name = "{0} spine rows on {1} cores: {2} tasks")
    @CsvSource({
        // Spark's number is enough.
        "100, 2, 4",
        "400, 3, 4",
        // A hundred rows a task, and as many tasks for each core.
        "401, 1, 5",
        "2450, 1, 25",
        "2450, 2, 26",
        "2450, 8, 32",
        "2450, 64, 64",
    })
    void aLargeSpineIsDividedEvenlyAmongTheCores(long spineRows, int cores, int tasks) {
        SlotSettings settings = new SlotSettings(new TaskMemory.Share(), 0, 4, 7_200, 0, 0);
        // 32 bytes for a row of the spine, as many and the row itself for one of the group.
        Dataset<Row> history = SharedSpark.session().range(0).toDF();

        assertThat(settings.partitions(spineRows, List.of(history), cores)).isEqualTo(tasks);
    }
}
