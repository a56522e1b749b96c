package dev.tidemark.pointintime.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of an entity's spine rows, held against a stable sort. */
final class TestRowsByInstant {
    private record Placed(long instant, long address) {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 23, 24, 25, 100, 3_000})
    void rowsStandInTheOrderOfTimeAndThoseOfOneInstantInThatOfTheirComing(int count) {
        Random random = new Random(count);
        RowsByInstant rows = new RowsByInstant();
        for (int instants : new int[] {1, 5, 1_000_000}) {
            List<Placed> expected = new ArrayList<>();
            rows.clear();
            for (int address = 0; address < count; address++) {
                long instant = random.nextInt(instants) - instants / 2;
                expected.add(new Placed(instant, address));
                rows.add(instant, address);
            }
            expected.sort(Comparator.comparingLong(Placed::instant));

            rows.sort();

            List<Placed> sorted = new ArrayList<>();
            for (int at = 0; at < rows.size(); at++) {
                sorted.add(new Placed(rows.instant(at), rows.address(at)));
            }
            assertThat(sorted).isEqualTo(expected);
        }
    }
}
