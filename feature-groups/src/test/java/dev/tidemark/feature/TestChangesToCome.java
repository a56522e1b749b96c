package dev.tidemark.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TestChangesToCome {
    private static final long BASE = 1_772_366_400_000_000L;
    private static final long HOUR = 3_600_000_000L;
    private static final List<FeatureType> COUNT_AND_SUM = List.of(ScalarType.INT64, ScalarType.FLOAT64);

    /** An event of 10.0 half an hour before the row, one of 5.0 with it; windows of an hour. */
    private static ChangesToCome anHour() {
        return ChangesToCome.writer(BASE)
                .track(0, 1)
                .change(BASE + HOUR / 2, 1L, 5.0)
                .change(BASE + HOUR, 0L, null)
                .changes();
    }

    @Test
    void goldenVector() {
        assertThat(HexFormat.of().formatHex(anHour().bytes()))
                .isEqualTo("01" + "7fffffffffffffff" + "00064bf535af1000" + "0001"
                        + "0002" + "0000" + "0001"
                        + "00000002" + "00006b49d200" + "0000d693a400"
                        + "00000000" + "0000000a"
                        + "0000000c" + "01cb4014000000000000" + "00c0");
    }

    @Test
    void changesHoldFromTheirInstantOn() {
        ChangesToCome changes = anHour();
        List<Object> row = List.of(2L, 15.0);

        assertThat(changes.apply(row, COUNT_AND_SUM, BASE)).isEqualTo(row);
        assertThat(changes.apply(row, COUNT_AND_SUM, BASE + HOUR / 2 - 1)).isEqualTo(row);
        assertThat(changes.apply(row, COUNT_AND_SUM, BASE + HOUR / 2)).isEqualTo(List.of(1L, 5.0));
        assertThat(changes.apply(row, COUNT_AND_SUM, Long.MAX_VALUE)).isEqualTo(Arrays.asList(0L, null));
        assertThat(changes.eventTime(BASE + HOUR / 2 - 1)).isEqualTo(BASE);
        assertThat(changes.eventTime(BASE + HOUR)).isEqualTo(BASE + HOUR);
        assertThat(changes.lastChange()).hasValue(BASE + HOUR);
        assertThat(changes.knownUntil()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void everyTypeComesBack() {
        List<FeatureType> types = new ArrayList<>(List.of(ScalarType.values()));
        List<Object> values = new ArrayList<>(List.of(
                true,
                -70_000,
                5_000_000_000L,
                1.5f,
                -0.0,
                "ä".repeat(40),
                new byte[300],
                Instant.parse("1969-12-31T23:59:59Z")));
        types.add(FeatureType.listOf(ScalarType.TIMESTAMP));
        values.add(Arrays.asList(Instant.EPOCH, null));
        types.add(FeatureType.listOf(ScalarType.STRING));
        values.add(new ArrayList<>(Collections.nCopies(70_000, "x")));
        ChangesToCome changes = ChangesToCome.writer(0)
                .track(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
                .change(1, values.toArray())
                .changes();

        List<Object> read = changes.apply(new ArrayList<>(Collections.nCopies(10, null)), types, 1);

        assertThat(read).usingRecursiveComparison().isEqualTo(values);
    }

    @Test
    void valueOfAnotherTypeIsNone() {
        ChangesToCome changes = ChangesToCome.writer(0)
                .track(0, 1)
                .change(1, 5_000_000_000L, List.of(1L, "two"))
                .changes();

        assertThat(changes.apply(
                        List.of(1, List.of()), List.of(ScalarType.INT32, FeatureType.listOf(ScalarType.INT64)), 1))
                .containsOnlyNulls();
    }

    @Test
    void randomTracksAnswerAsAPlainMap() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int features = 1 + random.nextInt(6);
            List<TreeMap<Long, Object>> expected = new ArrayList<>();
            List<Object> row = new ArrayList<>();
            for (int feature = 0; feature < features; feature++) {
                row.add(random.nextLong());
                expected.add(new TreeMap<>());
                expected.get(feature).put(BASE, row.get(feature));
            }
            int limit = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(600);
            ChangesToCome changes = randomChanges(random, features, expected, limit);

            assertThat(changes.bytes().length)
                    .as("seed " + seed)
                    .isLessThanOrEqualTo(Math.max(limit, ChangesToCome.HEAD_LENGTH));
            for (int ask = 0; ask < 30; ask++) {
                long instant = Math.min(BASE + random.nextInt(60), changes.knownUntil() - 1);
                List<Object> held = new ArrayList<>();
                long eventTime = BASE;
                for (TreeMap<Long, Object> feature : expected) {
                    held.add(feature.floorEntry(instant).getValue());
                    eventTime = Math.max(eventTime, feature.floorKey(instant));
                }
                if (instant < BASE) {
                    continue;
                }
                assertThat(changes.apply(row, Collections.nCopies(features, ScalarType.INT64), instant))
                        .as("seed " + seed)
                        .isEqualTo(held);
                assertThat(changes.eventTime(instant)).as("seed " + seed).isEqualTo(eventTime);
            }
        }
    }

    private static ChangesToCome randomChanges(
            Random random, int features, List<TreeMap<Long, Object>> expected, int limit) {
        ChangesWriter writer = ChangesToCome.writer(BASE).maxBytes(limit);
        for (int first = 0; first < features; ) {
            int size = 1 + random.nextInt(features - first);
            int[] positions = new int[size];
            for (int number = 0; number < size; number++) {
                positions[number] = first + number;
            }
            writer.track(positions);
            TreeSet<Long> instants = new TreeSet<>();
            for (int change = random.nextInt(8); change > 0; change--) {
                instants.add(BASE + 1 + random.nextInt(50));
            }
            for (long instant : instants) {
                Object[] values = new Object[size];
                for (int number = 0; number < size; number++) {
                    values[number] = random.nextInt(4) == 0 ? null : (Object) (random.nextLong() >> random.nextInt(64));
                    expected.get(positions[number]).put(instant, values[number]);
                }
                writer.change(instant, values);
            }
            first += size;
        }
        if (random.nextBoolean()) {
            writer.knownUntil(BASE + 40);
        }
        return writer.changes();
    }

    @Test
    void limitLeavesOutWholeInstantsOfAllTracks() {
        ChangesWriter writer = ChangesToCome.writer(0)
                .track(0)
                .change(10, 1L)
                .change(20, 2L)
                .change(30, 3L)
                .track(1)
                .change(15, 1L)
                .change(20, 2L);
        int all = writer.bytes().length;

        ChangesToCome cut = writer.maxBytes(all - 12).changes();

        assertThat(cut.knownUntil()).isEqualTo(20);
        assertThat(cut.lastChange()).hasValue(15);
        assertThat(writer.maxBytes(all - 11).changes().knownUntil()).isEqualTo(30);
        assertThat(writer.maxBytes(0).changes().knownUntil()).isEqualTo(10);
    }

    @Test
    void changeBeyondTheFurthestDistanceIsNotKnown() {
        long beyond = ChangesToCome.FURTHEST + 1;

        ChangesToCome changes = ChangesToCome.writer(0)
                .track(0)
                .change(beyond - 1, 1L)
                .change(beyond, 2L)
                .change(beyond + 5, 3L)
                .changes();

        assertThat(changes.knownUntil()).isEqualTo(beyond);
        assertThat(changes.lastChange()).hasValue(beyond - 1);
    }

    @Test
    void writerRefusesWhatItCannotMean() {
        assertThatThrownBy(() -> ChangesToCome.writer(0).track(0).change(0, 1L))
                .hasMessage("Invalid change of 1 values at 0: expected 1 values at an instant after 0");
        assertThatThrownBy(() -> ChangesToCome.writer(0).track(0).track(1, 0))
                .hasMessage("Invalid position 0 of a feature in a track: expected 0 to 65535, and each once");
        assertThatThrownBy(() ->
                        new FeatureRow(new EntityKey(List.of(1L)), Instant.EPOCH, Instant.EPOCH, List.of(), anHour()))
                .hasMessageContaining(
                        "they follow 2026-03-01T12:00:00Z, expected the row's event time 1970-01-01T00:00:00Z");
    }

    @Test
    void brokenBytesAreRefusedAndNothingElseHappens() {
        byte[] whole = anHour().bytes();
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] broken = Arrays.copyOf(whole, random.nextBoolean() ? whole.length : random.nextInt(whole.length));
            for (int change = random.nextInt(4); change > 0 && broken.length > 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                ChangesToCome.of(broken).apply(List.of(2L, 15.0), COUNT_AND_SUM, BASE + HOUR);
            } catch (IllegalArgumentException expected) {
                assertThat(expected).as("seed " + seed).hasMessageNotContaining("null");
            }
        }
    }
}
