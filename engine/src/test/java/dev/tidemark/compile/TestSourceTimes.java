package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.EpochUnit.EPOCH_MILLIS;
import static dev.tidemark.feature.EpochUnit.EPOCH_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ScalarType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times and keys in the types that files and tables of users have. */
final class TestSourceTimes extends WrittenSources {
    @Test
    void datesZonelessTimesAndTextAreInstantsWhateverTheSessionsZone() {
        String range = " WHERE ts >= :range_start AND ts < :range_end";
        SPARK.conf().set("spark.sql.session.timeZone", "America/Los_Angeles");
        try {
            assertThat(rows(spending(parquet("SELECT 1L AS user_id, DATE '2026-03-01' AS ts, 1.5D AS amount"))))
                    .containsExactly("1 2026-03-01T00:00:00Z 1.5");
            // A quarter past two does not exist in Los Angeles on that day.
            DataSource zoneless =
                    parquet("SELECT 1L AS user_id, TIMESTAMP_NTZ '2026-03-08 02:15:00.000001' AS ts, 1.5D AS amount");
            assertThat(rows(spending(zoneless))).containsExactly("1 2026-03-08T02:15:00.000001Z 1.5");
            assertThat(rows(statement(
                            zoneless,
                            "SELECT user_id, CAST(ts AS TIMESTAMP) AS event_timestamp, amount AS total FROM events"
                                    + range)))
                    .containsExactly("1 2026-03-08T02:15:00.000001Z 1.5");
            assertThat(rows(spending(
                            parquet("SELECT 1L AS user_id, '2026-03-01 10:00:00+02:00' AS ts, 1.5D AS amount"))))
                    .containsExactly("1 2026-03-01T08:00:00Z 1.5");
        } finally {
            SPARK.conf().set("spark.sql.session.timeZone", "UTC");
        }
    }

    @Test
    void aTableWithZonelessTimesIsASource() {
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.odd");
        SPARK.sql(
                "CREATE OR REPLACE TABLE tidemark.odd.zoneless (user_id BIGINT, ts TIMESTAMP_NTZ, amount DOUBLE) USING"
                        + " iceberg");
        SPARK.sql("INSERT INTO tidemark.odd.zoneless VALUES (1, TIMESTAMP_NTZ '2026-03-01 00:00:00', 1.5),"
                + " (1, TIMESTAMP_NTZ '2026-02-01 00:00:00', 1.5), (1, TIMESTAMP_NTZ '2026-04-01 00:00:00', 1.5)");

        assertThat(rows(spending(DataSource.table("tidemark.odd.zoneless").timestamp("ts"))))
                .containsExactly("1 2026-03-01T00:00:00Z 1.5");
    }

    @Test
    void numbersAreInstantsInTheUnitThatIsDeclared() throws IOException {
        String rows = "user_id,ts,written,amount\n1,1772359200123,1772359201,1.5\n";

        assertThat(rows(spending(csv(rows).timestamp("ts", EPOCH_MILLIS).created("written", EPOCH_SECONDS))))
                .containsExactly("1 2026-03-01T10:00:00.123Z 2026-03-01T10:00:01Z 1.5");
        assertThat(rows(spending(parquet("SELECT 1L AS user_id, 1772359200 AS ts, 1.5D AS amount")
                        .timestamp("ts", EPOCH_SECONDS))))
                .containsExactly("1 2026-03-01T10:00:00Z 1.5");
        assertRefused(
                spending(csv(rows).timestamp("ts", EPOCH_SECONDS)),
                "column 'ts': '1772359200123' counted in EPOCH_SECONDS lies beyond the years 1 to 9999; declare the"
                        + " unit in which the column counts");
        assertRefused(
                spending(parquet("SELECT 1L AS user_id, 1772359200123 AS ts, 1.5D AS amount")),
                "Column 'ts' of source 'events' of feature group 'sources' is BIGINT, expected TIMESTAMP, DATE or text"
                        + " such as 2026-05-01T06:00:00Z; where it counts from 1970, say in which unit: .timestamp(\"ts\","
                        + " EPOCH_MILLIS)");
        assertRefused(
                spending(parquet("SELECT 1L AS user_id, TIMESTAMP '2026-03-01 10:00:00Z' AS ts, 1.5D AS amount")
                        .timestamp("ts", EPOCH_SECONDS)),
                "is TIMESTAMP, expected whole numbers that count in EPOCH_SECONDS; leave out the unit");
    }

    @Test
    void nanosecondsAsPandasWritesThemAreCutToMicroseconds() {
        assertThat(rows(spending(fixture("pandas-nanoseconds").timestamp("at"))))
                .containsExactly("1 2026-03-05T10:00:00.123456Z 1.5");
        assertThat(rows(spending(fixture("pandas-nanoseconds").timestamp("at")), LONG_AGO))
                .containsExactly("2 1969-12-31T23:59:59.999999Z 4.0");
        assertThat(rows(group(
                                "user_id",
                                ScalarType.INT64,
                                fixture("nanoseconds-without-zone").timestamp("at"))
                        .feature("seen", ScalarType.TIMESTAMP, "s", last("seen").over("7d"))))
                .containsExactly("1 2026-03-05T10:00:00.123456Z 2026-03-05T10:00:00Z", "2 2026-03-05T11:00:00Z null");
        assertThat(rows(group("user_id", ScalarType.INT64, fixture("int96").timestamp("at"))
                        .feature("n", "n", count().over("7d"))))
                .containsExactly("1 2026-03-05T10:00:00Z 1");
        assertRefused(
                group(
                                "user_id",
                                ScalarType.INT64,
                                fixture("nanoseconds-in-a-list").timestamp("at"))
                        .feature("n", "n", count().over("7d")),
                "Column 'at' of source 'events' of feature group 'sources' holds instants in nanoseconds within a"
                        + " list");
    }

    @Test
    void keysAreConvertedExactlyOrRefused() {
        assertThat(keys(
                        ScalarType.INT64,
                        "1001.0D",
                        "-0.0D",
                        "CAST(9007199254740991 AS DOUBLE)",
                        "CAST(NULL AS DOUBLE)"))
                .containsExactlyInAnyOrder("1001", "0", "9007199254740991");
        assertThat(keys(ScalarType.STRING, "1001.0D", "12345678.0D")).containsExactlyInAnyOrder("1001", "12345678");
        assertThat(keys(ScalarType.STRING, "7L")).containsExactly("7");
        assertThat(keys(ScalarType.INT64, "CAST(12 AS DECIMAL(38, 0))")).containsExactly("12");
        assertThat(keys(ScalarType.INT64, "'12'", "'-3'")).containsExactlyInAnyOrder("12", "-3");
        assertThat(keys(ScalarType.INT32, "2147483647L")).containsExactly("2147483647");
        assertThat(keys(ScalarType.TIMESTAMP, "DATE '2026-03-01'")).containsExactly("2026-03-01T00:00:00Z");
        assertThat(keys(ScalarType.TIMESTAMP, "'2026-03-01T10:00:00Z'")).containsExactly("2026-03-01T10:00:00Z");

        assertKeyRefused(
                ScalarType.INT64,
                "1001.5D",
                "Column 'k' of source 'events' of feature group 'sources': '1001.5' cannot be a join key of type"
                        + " INT64: it is not a whole number");
        assertKeyRefused(ScalarType.INT64, "CAST(9007199254740992 AS DOUBLE)", "represents several whole numbers");
        assertKeyRefused(ScalarType.INT64, "CAST(16777216 AS FLOAT)", "represents several whole numbers");
        assertKeyRefused(ScalarType.STRING, "1001.5D", "'1001.5' cannot be a join key of type STRING");
        assertKeyRefused(ScalarType.INT64, "'007'", "it has leading zeros; declare the join key STRING");
        assertKeyRefused(ScalarType.INT32, "2147483648L", "it does not fit; declare the join key INT64");
        assertKeyRefused(ScalarType.INT64, "CAST(1.5 AS DECIMAL(10, 2))", "'1.50' cannot be a join key");
        assertKeyRefused(ScalarType.TIMESTAMP, "'2026-03-01T10:00:00.0000001Z'", "it has digits beyond microseconds");
        assertKeyRefused(
                ScalarType.BOOL,
                "2",
                "Column 'k' of source 'events' of feature group 'sources' is INT, which cannot be join key 'k' of type"
                        + " BOOL");
        assertKeyRefused(
                ScalarType.STRING, "DATE '2026-03-01'", "is DATE, which cannot be join key 'k' of type STRING");
    }

    private List<String> keys(ScalarType type, String... values) {
        return rows(keyed(type, values)).stream()
                .map(row -> row.split(" ", -1)[0])
                .toList();
    }

    private void assertKeyRefused(ScalarType type, String value, String message) {
        assertRefused(keyed(type, value), message);
    }
}
