package dev.tidemark.online;

import static dev.tidemark.feature.FeatureType.listOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.packed.PackedOutput;
import dev.tidemark.time.Microseconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values to the byte, as docs/reference/formats.md has them: no encoder of ours wrote these literals. */
final class TestValueFormat {
    private static final HexFormat HEX = HexFormat.of();
    private static final EntityKey KEY = new EntityKey(List.of(17L));
    private static final Instant EVENT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:03.000007Z");

    private static final String EVENT_NAME = "af6576656e745f74696d657374616d70";
    private static final String WRITTEN_NAME = "aa7772697474656e5f6174";
    private static final String FEATURES_NAME = "a86665617475726573";

    /** Everything before the value of the one feature {@code v}. */
    private static final String BEFORE =
            "83" + EVENT_NAME + "d300064bf535af1000" + WRITTEN_NAME + "d300064bf535dcd6c7" + FEATURES_NAME + "81a176";

    static Stream<Arguments> vectors() {
        return Stream.of(
                vector(ScalarType.BOOL, true, "c3"),
                vector(ScalarType.BOOL, false, "c2"),
                vector(ScalarType.INT32, 0, "00"),
                vector(ScalarType.INT32, 127, "7f"),
                vector(ScalarType.INT32, 128, "cc80"),
                vector(ScalarType.INT32, 256, "cd0100"),
                vector(ScalarType.INT32, -1, "ff"),
                vector(ScalarType.INT32, -32, "e0"),
                vector(ScalarType.INT32, -33, "d0df"),
                vector(ScalarType.INT32, -129, "d1ff7f"),
                vector(ScalarType.INT32, Integer.MAX_VALUE, "ce7fffffff"),
                vector(ScalarType.INT32, Integer.MIN_VALUE, "d280000000"),
                vector(ScalarType.INT64, 17L, "11"),
                vector(ScalarType.INT64, 4_294_967_296L, "cf0000000100000000"),
                vector(ScalarType.INT64, Long.MAX_VALUE, "cf7fffffffffffffff"),
                vector(ScalarType.INT64, Long.MIN_VALUE, "d38000000000000000"),
                vector(ScalarType.FLOAT32, 1.1f, "ca3f8ccccd"),
                vector(ScalarType.FLOAT32, -0.0f, "ca80000000"),
                vector(ScalarType.FLOAT32, Float.NaN, "ca7fc00000"),
                vector(ScalarType.FLOAT64, 1.1, "cb3ff199999999999a"),
                vector(ScalarType.FLOAT64, Double.NEGATIVE_INFINITY, "cbfff0000000000000"),
                vector(ScalarType.FLOAT64, Double.MIN_VALUE, "cb0000000000000001"),
                vector(ScalarType.STRING, "", "a0"),
                vector(ScalarType.STRING, "ü€😀", "a9c3bce282acf09f9880"),
                vector(ScalarType.STRING, "a".repeat(32), "d920" + "61".repeat(32)),
                vector(ScalarType.STRING, "a".repeat(256), "da0100" + "61".repeat(256)),
                vector(ScalarType.BYTES, new byte[0], "c400"),
                vector(ScalarType.BYTES, new byte[] {0, -1}, "c40200ff"),
                vector(ScalarType.BYTES, new byte[256], "c50100" + "00".repeat(256)),
                vector(ScalarType.TIMESTAMP, Instant.parse("1970-01-01T00:00:00Z"), "00"),
                vector(ScalarType.TIMESTAMP, Instant.parse("1969-12-31T23:59:59.999999Z"), "ff"),
                vector(ScalarType.TIMESTAMP, Instant.parse("1900-01-01T00:00:00Z"), "d3fff826efb7436000"),
                vector(ScalarType.TIMESTAMP, EVENT, "cf00064bf535af1000"),
                vector(listOf(ScalarType.INT64), List.of(), "90"),
                vector(listOf(ScalarType.INT64), List.of(1L, -1L, 300L), "9301ffcd012c"),
                vector(
                        listOf(ScalarType.INT64),
                        LongStream.range(0, 16).boxed().toList(),
                        "dc0010000102030405060708090a0b0c0d0e0f"),
                vector(listOf(ScalarType.INT64), Arrays.asList(1L, null), "9201c0"),
                vector(listOf(ScalarType.TIMESTAMP), Arrays.asList(null, Instant.EPOCH), "92c000"),
                vector(listOf(ScalarType.STRING), Collections.singletonList(null), "91c0"),
                vector(listOf(ScalarType.INT32), List.of(-33, 128), "92d0dfcc80"),
                vector(listOf(ScalarType.BOOL), List.of(true, false), "92c3c2"),
                vector(listOf(ScalarType.FLOAT32), List.of(1.1f), "91ca3f8ccccd"),
                vector(listOf(ScalarType.FLOAT64), List.of(1.1, Double.NaN), "92cb3ff199999999999acb7ff8000000000000"),
                vector(listOf(ScalarType.STRING), List.of("", "ü"), "92a0a2c3bc"),
                vector(listOf(ScalarType.BYTES), List.of(new byte[] {7}), "91c40107"),
                vector(
                        listOf(ScalarType.TIMESTAMP),
                        List.of(Microseconds.toInstant(-1), EVENT),
                        "92ffcf00064bf535af1000"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aValueIsTheseBytesAndTheyAreTheValue(FeatureType type, Object value, String hex) {
        FeatureGroup group = OneFeature.of(type);

        assertThat(HEX.formatHex(ValueFormat.encode(group, row(EVENT, CREATED, value))))
                .isEqualTo(BEFORE + hex);
        Object read =
                ValueFormat.decode(group, HEX.parseHex(BEFORE + hex)).values().get("v");
        assertThat(type.accepts(read)).as("%s", read).isTrue();
        // Byte arrays and NaN have no equality that is of use here, their bytes have.
        assertThat(HEX.formatHex(ValueFormat.encode(group, row(EVENT, CREATED, read))))
                .isEqualTo(BEFORE + hex);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void changesToComeHoldTheSameBytesOfAValue(FeatureType type, Object value, String hex) {
        ChangesToCome changes =
                ChangesToCome.writer(0).track(0).change(1, value).changes();

        assertThat(HEX.formatHex(changes.bytes())).endsWith(hex);
        assertThat(HEX.formatHex(new PackedOutput(1).value(value).toBytes())).isEqualTo(hex);
        Object read =
                changes.apply(Collections.singletonList(null), List.of(type), 1).getFirst();
        assertThat(type.accepts(read)).as("%s", read).isTrue();
        assertThat(HEX.formatHex(ValueFormat.encode(read))).isEqualTo(hex);
    }

    /** The example of the page: a row with changes, and a row that lies ahead of it. */
    @Test
    void rowsAheadAndChangesAreTheseBytes() throws Exception {
        FeatureGroup group = OneFeature.of(ScalarType.INT64);
        long event = Microseconds.of(EVENT);
        ChangesToCome changes = ChangesToCome.writer(event)
                .track(0)
                .change(event + 3_600_000_000L, 4L)
                .changes();
        String changesHex = "017fffffffffffffff00064bf535af10000001" + "00010000" + "000000010000d693a400" + "00000000"
                + "0000000104";
        String ahead = "83" + EVENT_NAME + "d300064bf60c42b400" + WRITTEN_NAME + "d300064bf60c42b400" + FEATURES_NAME
                + "81a17609";
        String stored = "85" + EVENT_NAME + "d300064bf535af1000" + WRITTEN_NAME + "d300064bf535dcd6c7"
                + "a56c61746572c60000003f" + "0000003b" + ahead
                + "a76368616e676573c60000002a" + changesHex
                + FEATURES_NAME + "81a17605";
        Instant hour = EVENT.plusSeconds(3_600);

        ValueRows rows =
                ValueRows.of(ValueFormat.encode(group, row(EVENT, CREATED, 5L).with(changes)));
        rows.offer(ValueFormat.encode(group, row(hour, hour, 9L)), event);

        assertThat(HEX.formatHex(rows.value())).isEqualTo(stored);
        assertThat(ValueRows.split(rows.value()).orElseThrow().value()).isEqualTo(rows.value());
        String page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/reference/formats.md"));
        assertThat(page.replaceAll("\\s+", "")).contains(stored);
    }

    static Stream<FeatureType> types() {
        return Stream.concat(
                Stream.of(ScalarType.values()), Stream.of(ScalarType.values()).map(FeatureType::listOf));
    }

    @ParameterizedTest
    @MethodSource("types")
    void noValueIsNilInEveryType(FeatureType type) {
        FeatureGroup group = OneFeature.of(type);

        assertThat(HEX.formatHex(ValueFormat.encode(group, row(EVENT, CREATED, null))))
                .isEqualTo(BEFORE + "c0");
        assertThat(ValueFormat.decode(group, HEX.parseHex(BEFORE + "c0")).values())
                .containsExactly(Collections.singletonMap("v", null)
                        .entrySet()
                        .iterator()
                        .next());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z,        00064bf535af1000",
        "1970-01-01T00:00:00Z,        0000000000000000",
        "1969-12-31T23:59:59.999999Z, ffffffffffffffff",
        "1900-01-01T00:00:00Z,        fff826efb7436000",
        "0001-01-01T00:00:00Z,        ff23400100d44000",
        "9999-12-31T23:59:59.999999Z, 0384440ccc735fff"
    })
    void bothTimesStandAtTheirPlaceInEightBytes(Instant instant, String hex) {
        FeatureGroup group = OneFeature.of(ScalarType.INT64);

        byte[] value = ValueFormat.encode(group, row(instant, instant, 1L));

        assertThat(HEX.formatHex(value, ValueFormat.EVENT_TIMESTAMP_OFFSET, ValueFormat.EVENT_TIMESTAMP_OFFSET + 8))
                .isEqualTo(hex);
        assertThat(HEX.formatHex(value, ValueFormat.WRITTEN_AT_OFFSET, ValueFormat.WRITTEN_AT_OFFSET + 8))
                .isEqualTo(hex);
        StoredRow row = ValueFormat.decode(group, value);
        assertThat(List.of(row.eventTimestamp(), row.writtenAt()))
                .containsOnly(Microseconds.of(instant))
                .hasSize(2);
    }

    /** Another program's encoder may choose longer forms: the number is what counts. */
    @ParameterizedTest
    @CsvSource({
        "INT32, d30000000000000007, 7",
        "INT64, d207000000,         117440512",
        "INT64, cc07,               7",
        "FLOAT64, ca3fc00000,       1.5",
        "FLOAT32, cb3ff8000000000000, 1.5",
        "STRING, db0000000161,      a",
        "'LIST<INT32>', dd00000001d10007, [7]"
    })
    void longerFormsOfOtherEncodersAreRead(String type, String hex, String text) {
        StoredRow row = ValueFormat.decode(OneFeature.of(FeatureType.parse(type)), HEX.parseHex(BEFORE + hex));

        assertThat(String.valueOf(row.values().get("v"))).isEqualTo(text);
    }

    @Test
    void theExampleOfTheDocumentationIsWhatIsStored() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/reference/formats.md"));
        FeatureGroup group = OneFeature.of(ScalarType.INT64);

        assertThat(page.replaceAll("\\s+", ""))
                .contains(HEX.formatHex(KeyFormat.key(group, KEY)) + "`")
                .contains(HEX.formatHex(ValueFormat.encode(group, row(EVENT, CREATED, 5L))));
    }

    private static FeatureRow row(Instant event, Instant created, Object value) {
        return new FeatureRow(KEY, event, created, Collections.singletonList(value));
    }

    private static Arguments vector(FeatureType type, Object value, String hex) {
        return Arguments.of(type, value, hex);
    }
}
