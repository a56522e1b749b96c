package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in Redis that nobody of ours wrote: a clear error or the right value, and never much memory. */
final class TestCorruptValues {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_MEMORY = 2_000_000;
    private static final HexFormat HEX = HexFormat.of();

    private static final String TIMES =
            "af6576656e745f74696d657374616d70d300064bf535af1000aa7772697474656e5f6174d300064bf535dcd6c7";
    private static final String FEATURES = "a86665617475726573";
    private static final String BEFORE = "83" + TIMES + FEATURES + "81a176";

    private static final FeatureGroup GROUP = everyType();
    private static final byte[] GOOD = ValueFormat.encode(
            GROUP,
            new FeatureRow(
                    new EntityKey(List.of(1L)),
                    Instant.parse("2026-03-01T12:00:00Z"),
                    Instant.parse("1969-12-31T23:59:59.999999Z"),
                    Arrays.asList(
                            true,
                            7,
                            1L << 40,
                            1.5f,
                            2.5,
                            "text",
                            new byte[] {1, 2},
                            Instant.EPOCH,
                            List.of(true),
                            List.of(1, 2),
                            List.of(3L),
                            List.of(1f),
                            List.of(2.0),
                            List.of("a", "b"),
                            List.of(new byte[] {9}),
                            List.of(Instant.EPOCH))));

    /** The same row an hour later. */
    private static final byte[] GOOD_LATER = later();

    private static byte[] later() {
        byte[] later = GOOD.clone();
        ByteBuffer.wrap(later)
                .putLong(ValueFormat.EVENT_TIMESTAMP_OFFSET, Microseconds.of(Instant.parse("2026-03-01T13:00:00Z")));
        return later;
    }

    @Test
    void noBeginningOfAValueIsAValue() {
        for (int length = 0; length < GOOD.length; length++) {
            assertCorrupt(GROUP, Arrays.copyOf(GOOD, length));
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        assertCorrupt(GROUP, Arrays.copyOf(GOOD, GOOD.length + 1));
        byte[] twice = Arrays.copyOf(GOOD, 2 * GOOD.length);
        System.arraycopy(GOOD, 0, twice, GOOD.length, GOOD.length);
        assertCorrupt(GROUP, twice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "c0",
                "c1",
                "01",
                "a86665617475726573",
                // a map, a map's features and a list of 2^31-1 entries, of 2^32-1, of one too many
                "df7fffffff" + TIMES,
                "dfffffffff" + TIMES,
                "83" + TIMES + FEATURES + "df7fffffff",
                "83" + TIMES + FEATURES + "dfffffffff",
                "83" + TIMES + FEATURES + "82a17601",
                // no features at all; features that are no map; a name that is no text; times that are none
                "82" + TIMES,
                "83" + TIMES + FEATURES + "c0",
                "83" + TIMES + FEATURES + "9101",
                "83" + TIMES + FEATURES + "810101",
                "83af6576656e745f74696d657374616d70c0aa7772697474656e5f6174d300064bf535dcd6c7" + FEATURES + "80",
                "83af6576656e745f74696d657374616d70a161aa7772697474656e5f6174d300064bf535dcd6c7" + FEATURES + "80",
                // texts, bytes and extensions of 2^31-1 and 2^32-1
                "83db7fffffff61",
                "83dbffffffff61",
                "83" + TIMES + FEATURES + "81db7fffffff61",
                "83" + TIMES + FEATURES + "81a178db7fffffff61",
                "83" + TIMES + FEATURES + "81a178dbffffffff61",
                "83" + TIMES + FEATURES + "81a178c67fffffff61",
                "83" + TIMES + FEATURES + "81a178c97fffffff0161",
                "83" + TIMES + FEATURES + "81a178dd7fffffff61",
                "83" + TIMES + FEATURES + "81a178df7fffffff61"
            })
    void whatIsNoValueOfOursIsRefusedByName(String hex) {
        assertCorrupt(OneFeature.of(ScalarType.INT64), HEX.parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "STRING, db7fffffff61",
        "STRING, dbffffffff61",
        "BYTES, c67fffffff61",
        "BYTES, c6ffffffff61",
        "LIST<INT64>, dd7fffffff01",
        "LIST<INT64>, ddffffffff01",
        "LIST<STRING>, 91db7fffffff61",
        "LIST<BYTES>, 91c67fffffff61",
        "INT64, dd7fffffff",
        "INT64, c1",
        "INT64, cfffffffffffffffff"
    })
    void aFeaturesValueThatClaimsTooMuchIsRefused(String type, String hex) {
        assertCorrupt(OneFeature.of(FeatureType.parse(type)), HEX.parseHex(BEFORE + hex));
    }

    /**
     * A group's feature may have had another type when the row was written: it has no value then, the others have
     * theirs.
     */
    @ParameterizedTest
    @CsvSource({
        "BOOL, 01",
        "INT32, c3",
        "INT32, ce80000000",
        "INT32, d3ffffffff7fffffff",
        "INT64, cb3ff0000000000000",
        "INT64, a131",
        "FLOAT32, 01",
        "FLOAT64, a0",
        "STRING, c40161",
        "STRING, 01",
        "BYTES, a161",
        "TIMESTAMP, a0",
        "INT64, 9101",
        "INT64, 8101c0",
        "INT64, d40100",
        "LIST<INT64>, 01",
        "LIST<INT64>, 80",
        "LIST<INT64>, 92a16101",
        "LIST<INT64>, 929101c0",
        "LIST<STRING>, 9101",
        "LIST<INT32>, 9201ce80000000"
    })
    void aValueOfAnotherTypeIsNoValue(String type, String hex) {
        FeatureGroup group = OneFeature.of(FeatureType.parse(type));
        String added = "83" + TIMES + FEATURES + "82a176" + hex + "a178c3";

        StoredRow row = ValueFormat.decode(group, HEX.parseHex(added));

        assertThat(row.values().get("v")).isNull();
        assertThat(row.eventTimestamp()).isEqualTo(1_772_366_400_000_000L);
    }

    @Test
    void featuresAndFieldsThatNobodyKnowsAreReadOver() {
        String nested = "91".repeat(5_000) + "c0";
        String bytes = "84" + TIMES + "a161" + nested + FEATURES + "83a161" + nested + "a17605a162c403010203";

        StoredRow row = ValueFormat.decode(OneFeature.of(ScalarType.INT64), HEX.parseHex(bytes));

        assertThat(row.values()).containsOnlyKeys("v").containsValue(5L);
    }

    @Test
    void twoThousandRandomBytesAndDamagedValuesAreValuesOrClearErrors() {
        for (long seed = 0; seed < 2_000; seed++) {
            byte[] bytes = damaged(new Random(seed));
            if (outcome(GROUP, bytes) instanceof StoredRow row) {
                GROUP.features().forEach(feature -> {
                    Object value = row.values().get(feature.name());
                    assertThat(value == null || feature.type().accepts(value))
                            .as("%s: %s in %s", feature, value, HEX.formatHex(bytes))
                            .isTrue();
                });
            }
        }
    }

    /** Two rows, the first of which has changes: half of the damage is where they are. */
    @Test
    void damagedChangesAndLaterRowsAreAnswersOrClearErrors() {
        long event = Microseconds.of(Instant.parse("2026-03-01T12:00:00Z"));
        ChangesToCome changes = ChangesToCome.writer(event)
                .track(1, 2)
                .change(event + 1, 1, 2L)
                .track(5, 14)
                .change(event + 2, "t", List.of(new byte[] {1}))
                .changes();
        FeatureRow row = new FeatureRow(
                new EntityKey(List.of(1L)),
                Microseconds.toInstant(event),
                Instant.EPOCH,
                Collections.nCopies(GROUP.features().size(), null),
                changes);
        ValueRows rows = ValueRows.of(ValueFormat.encode(GROUP, row));
        rows.offer(GOOD_LATER, Long.MIN_VALUE);
        byte[] good = rows.value();
        int bad = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                ValueFormat.answer(
                        GROUP, row.key(), bytes, GROUP.features(), event + 3 + random.nextInt(2) * 3_600_000_000L);
            } catch (FeatureStoreException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_VALUE);
                bad++;
            }
        }
        assertThat(bad).isBetween(1_000, 9_000);
    }

    private static byte[] damaged(Random random) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            // Half of the noise goes where the values are, behind a beginning that is right.
            if (random.nextBoolean() && noise.length > 60) {
                System.arraycopy(GOOD, 0, noise, 0, 60);
            }
            return noise;
        }
        byte[] bytes = GOOD.clone();
        for (int change = 0; change <= random.nextInt(4); change++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void assertCorrupt(FeatureGroup group, byte[] bytes) {
        assertThat(outcome(group, bytes))
                .as(HEX.formatHex(bytes))
                .isInstanceOfSatisfying(FeatureStoreException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT_VALUE);
                    assertThat(refused)
                            .hasMessageStartingWith("A stored value of feature group 'g' (%d bytes) cannot be read: "
                                    .formatted(bytes.length));
                });
    }

    /** A row or a refusal; whatever else is thrown is a failure of the test. */
    private static Object outcome(FeatureGroup group, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Object outcome;
        try {
            outcome = ValueFormat.decode(group, bytes);
        } catch (FeatureStoreException e) {
            outcome = e;
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("memory taken for %s", HEX.formatHex(bytes))
                .isLessThan(MOST_MEMORY);
        return outcome;
    }

    private static FeatureGroup everyType() {
        FeatureGroupBuilder builder =
                FeatureGroups.ofUsers("g").source(DataSource.table("a.b").timestamp("t"));
        for (ScalarType type : ScalarType.values()) {
            builder.feature("f_" + type.name().toLowerCase(Locale.ROOT), type, "one");
        }
        for (ScalarType type : ScalarType.values()) {
            builder.feature("l_" + type.name().toLowerCase(Locale.ROOT), FeatureType.listOf(type), "some");
        }
        return builder.sql("SELECT 1").online().build();
    }
}
