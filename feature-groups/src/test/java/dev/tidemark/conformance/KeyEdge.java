package dev.tidemark.conformance;

import dev.tidemark.feature.ScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value at the edge of what a join key may be, and the key that it is for each kind of sender; null where it is
 * refused. A sender that has no such values has the verdict of those who do.
 *
 * @param sent as Java has it
 * @param inFile the key where a file, a table or a spine has the value
 * @param inJson where a client sends it as JSON
 * @param inMessagePack where a client sends it as MessagePack
 */
public record KeyEdge(
        ScalarType type,
        Object sent,
        @Nullable Object inFile,
        @Nullable Object inJson,
        @Nullable Object inMessagePack) {
    private static final Instant SIX = Instant.parse("2026-05-01T06:00:00Z");

    /** The table of section 1 of the rule book. */
    public static List<KeyEdge> all() {
        List<KeyEdge> edges = new ArrayList<>();
        wholeNumbers(edges);
        textsOfWholeNumbers(edges);
        texts(edges);
        truths(edges);
        instants(edges);
        return List.copyOf(edges);
    }

    private static void wholeNumbers(List<KeyEdge> edges) {
        edges.add(same(ScalarType.INT64, 7L, 7L));
        edges.add(same(ScalarType.INT64, 7, 7L));
        edges.add(same(ScalarType.INT64, 7.0, 7L));
        edges.add(same(ScalarType.INT64, 7.0f, 7L));
        edges.add(same(ScalarType.INT64, 1e3, 1_000L));
        edges.add(same(ScalarType.INT64, 0L, 0L));
        edges.add(same(ScalarType.INT64, -0.0, 0L));
        edges.add(same(ScalarType.INT64, -0.0f, 0L));
        edges.add(same(ScalarType.INT64, 0x1p53 - 1, (1L << 53) - 1));
        edges.add(same(ScalarType.INT64, 1 - 0x1p53, 1 - (1L << 53)));
        edges.add(refused(ScalarType.INT64, 0x1p53));
        edges.add(refused(ScalarType.INT64, -0x1p53));
        edges.add(same(ScalarType.INT64, 0x1p24f - 1, (1L << 24) - 1));
        edges.add(refused(ScalarType.INT64, 0x1p24f));
        edges.add(same(ScalarType.INT64, (1L << 53) + 1, (1L << 53) + 1));
        edges.add(same(ScalarType.INT64, Long.MIN_VALUE, Long.MIN_VALUE));
        edges.add(same(ScalarType.INT64, BigInteger.valueOf(Long.MAX_VALUE), Long.MAX_VALUE));
        edges.add(refused(ScalarType.INT64, BigInteger.ONE.shiftLeft(63)));
        for (Object none : new Object[] {7.5, Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, true, new byte[] {7}}) {
            edges.add(refused(ScalarType.INT64, none));
        }
        edges.add(same(ScalarType.INT32, 7L, 7));
        edges.add(same(ScalarType.INT32, -0.0, 0));
        edges.add(same(ScalarType.INT32, 0x1p31 - 1, Integer.MAX_VALUE));
        edges.add(refused(ScalarType.INT32, 1L << 31));
        edges.add(refused(ScalarType.INT32, 0x1p31));
        edges.add(refused(ScalarType.INT32, "2147483648"));
        // A file's decimals are exact. A number of JSON that a double would round was a double before it was written,
        // as far as anybody knows.
        edges.add(inFilesOnly(ScalarType.INT64, new BigDecimal("12.00"), 12L));
        edges.add(inFilesOnly(ScalarType.INT64, new BigDecimal("9007199254740993.0"), (1L << 53) + 1));
        edges.add(refused(ScalarType.INT64, new BigDecimal("17.00000000000000000001")));
    }

    private static void textsOfWholeNumbers(List<KeyEdge> edges) {
        edges.add(same(ScalarType.INT64, "7", 7L));
        edges.add(same(ScalarType.INT64, "-7", -7L));
        edges.add(same(ScalarType.INT64, "0", 0L));
        edges.add(same(ScalarType.INT64, "-0", 0L));
        edges.add(same(ScalarType.INT64, "9007199254740991", (1L << 53) - 1));
        edges.add(same(ScalarType.INT64, "9007199254740992", 1L << 53));
        edges.add(same(ScalarType.INT64, "9007199254740993", (1L << 53) + 1));
        edges.add(same(ScalarType.INT64, "-9223372036854775808", Long.MIN_VALUE));
        for (String none : new String[] {
            "007",
            "-07",
            "00",
            "+7",
            " 7",
            "7 ",
            "7.5",
            "1e3",
            "0x7",
            "٧",
            "７",
            "",
            "true",
            "NaN",
            "9223372036854775808",
            "9007199254740992.0",
            "7\n"
        }) {
            edges.add(refused(ScalarType.INT64, none));
        }
        // What exports of floating point columns write. A client that has a number sends it as one.
        edges.add(inFilesOnly(ScalarType.INT64, "7.0", 7L));
        edges.add(inFilesOnly(ScalarType.INT64, "-0.0", 0L));
        edges.add(inFilesOnly(ScalarType.INT32, "7.0", 7));
    }

    private static void texts(List<KeyEdge> edges) {
        for (String text :
                new String[] {"", "7", "007", " 7", "+7", "7.0", "1e3", "٧", "A", "a", "é", "e\u0301", "a:b"}) {
            edges.add(same(ScalarType.STRING, text, text));
        }
        // A column has the type that its export gave it. A client that means a text sends one.
        edges.add(inFilesOnly(ScalarType.STRING, 7L, "7"));
        edges.add(inFilesOnly(ScalarType.STRING, 1001.0, "1001"));
        edges.add(inFilesOnly(ScalarType.STRING, -0.0, "0"));
        edges.add(inFilesOnly(ScalarType.STRING, new BigDecimal("1E20"), "100000000000000000000"));
        for (Object none : new Object[] {7.5, 0x1p53, new BigDecimal("7.5"), true, "\ud83d"}) {
            edges.add(refused(ScalarType.STRING, none));
        }
    }

    private static void truths(List<KeyEdge> edges) {
        edges.add(same(ScalarType.BOOL, true, true));
        edges.add(same(ScalarType.BOOL, false, false));
        // A CSV file has only text, and pandas writes its truth values in capitals.
        edges.add(inFilesOnly(ScalarType.BOOL, "true", true));
        edges.add(inFilesOnly(ScalarType.BOOL, "True", true));
        edges.add(inFilesOnly(ScalarType.BOOL, "FALSE", false));
        for (Object none : new Object[] {1L, 0L, 1.0, "1", "0", "", "t", "yes"}) {
            edges.add(refused(ScalarType.BOOL, none));
        }
    }

    private static void instants(List<KeyEdge> edges) {
        edges.add(same(ScalarType.TIMESTAMP, "2026-05-01T06:00:00Z", SIX));
        edges.add(same(ScalarType.TIMESTAMP, "2026-05-01T06:00:00.000000000Z", SIX));
        edges.add(same(ScalarType.TIMESTAMP, "2026-05-01T08:00:00+02:00", SIX));
        for (String none : new String[] {
            "",
            "12:00:00",
            "2026-02-30T06:00:00Z",
            "2026-05-01T24:00:00Z",
            "2026-05-01T06:00:60Z",
            "2026-05-01T23:59:60Z",
            "2026-05-01T06:00:00.0000001Z",
            "0000-01-01T00:00:00Z",
            "yesterday"
        }) {
            edges.add(refused(ScalarType.TIMESTAMP, none));
        }
        // Databases export instants without a zone. A client knows its own.
        edges.add(inFilesOnly(ScalarType.TIMESTAMP, "2026-05-01", Instant.parse("2026-05-01T00:00:00Z")));
        edges.add(inFilesOnly(ScalarType.TIMESTAMP, "2026-05-01T06:00:00", SIX));
        edges.add(inFilesOnly(ScalarType.TIMESTAMP, "2026-05-01 06:00:00", SIX));
        // Answers name instants so; the unit of a file's digits is not known.
        edges.add(new KeyEdge(ScalarType.TIMESTAMP, "1777615200000000", null, SIX, SIX));
        edges.add(new KeyEdge(
                ScalarType.TIMESTAMP,
                "2026",
                null,
                Instant.ofEpochSecond(0, 2_026_000),
                Instant.ofEpochSecond(0, 2_026_000)));
        edges.add(refused(ScalarType.TIMESTAMP, "01777615200000000"));
        // JSON has no instants; in MessagePack, a number is microseconds, as in answers.
        edges.add(new KeyEdge(ScalarType.TIMESTAMP, 1_777_615_200_000_000L, null, null, SIX));
        edges.add(refused(ScalarType.TIMESTAMP, true));
    }

    private static KeyEdge same(ScalarType type, Object sent, Object key) {
        return new KeyEdge(type, sent, key, key, key);
    }

    private static KeyEdge inFilesOnly(ScalarType type, Object sent, Object key) {
        return new KeyEdge(type, sent, key, null, null);
    }

    private static KeyEdge refused(ScalarType type, Object sent) {
        return new KeyEdge(type, sent, null, null, null);
    }
}
