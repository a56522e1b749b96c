package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.EpochUnit.EPOCH_MILLIS;
import static dev.tidemark.feature.EpochUnit.EPOCH_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and tables as users have them. */
final class TestSources {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final TimeRange MARCH = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
    private static final TimeRange LONG_AGO = TimeRange.ofDays(LocalDate.of(1969, 12, 1), LocalDate.of(1970, 1, 1));

    @TempDir
    private Path folder;

    @Test
    void aCodeKeepsItsLeadingZeros() throws IOException {
        DataSource source = csv("shop,ts,amount\n007,2026-03-01T10:00:00Z,10.5\n012,2026-03-01T11:00:00Z,20.25\n");

        assertThat(rows(group("shop", ScalarType.STRING, source)
                        .feature(
                                "total",
                                ScalarType.FLOAT64,
                                "Sum",
                                sum("amount").over("7d"))))
                .containsExactly("007 2026-03-01T10:00:00Z 10.5", "012 2026-03-01T11:00:00Z 20.25");
    }

    @Test
    void whatTheDefinitionKnowsDoesNotDependOnTheDataOfTheDay() throws IOException {
        DataSource source = csv("user_id,ts,amount,code,flag\n1,2026-03-01T10:00:00Z,10,01,x\n");

        assertThat(rows(group("user_id", ScalarType.INT64, source)
                        .feature(
                                "highest",
                                ScalarType.FLOAT64,
                                "m",
                                max("amount").over("7d"))
                        .feature("total", ScalarType.INT64, "s", sum("amount").over("7d"))
                        .feature("code", ScalarType.STRING, "c", last("code").over("7d"))
                        .feature("kinds", "k", countDistinct("flag").over("7d"))))
                .containsExactly("1 2026-03-01T10:00:00Z 10.0 10 01 1");
    }

    @Test
    void aConditionComparesWhatItsColumnHolds() throws IOException {
        DataSource source =
                csv("user_id,ts,points,country\n1,2026-03-01T10:00:00Z,10,DE\n1,2026-03-01T11:00:00Z,9,FR\n");

        assertThat(rows(group("user_id", ScalarType.INT64, source)
                        .feature("high", "h", count().over("7d").where("points > 9.5"))
                        .feature("german", "g", count().over("7d").where("country = 'DE'"))))
                .containsExactly("1 2026-03-01T10:00:00Z 1 1", "1 2026-03-01T11:00:00Z 1 1");
    }

    @Test
    void quotesBackslashesAndLineBreaksAreRead() throws IOException {
        DataSource source = csv("""
            item,note,ts,amount\r
            "5"" pipe","He said ""hi"", then left",2026-03-01T10:00:00Z,1.5
            "c:\\dir\\","first line
            second line",2026-03-01T10:00:00Z,3.5

            "bolt, small",,2026-03-01T10:00:00Z,4.5
            \u00dcnit,"",2026-03-01T10:00:00Z,5.5\
            """);

        assertThat(rows(group("item", ScalarType.STRING, source)
                        .feature("note", ScalarType.STRING, "n", last("note").over("7d"))
                        .feature("total", ScalarType.FLOAT64, "s", sum("amount").over("7d"))))
                .containsExactly(
                        "5\" pipe 2026-03-01T10:00:00Z He said \"hi\", then left 1.5",
                        "bolt, small 2026-03-01T10:00:00Z null 4.5",
                        "c:\\dir\\ 2026-03-01T10:00:00Z first line\nsecond line 3.5",
                        "\u00dcnit 2026-03-01T10:00:00Z  5.5");
    }

    @Test
    void aBrokenLineStopsTheRunWithFileAndLine() throws IOException {
        assertBroken("1,2026-03-01T10:00:00Z,1\n2,2026-03-01T10:00:00Z\n", "line 3: 2 fields, but the header has 3");
        assertBroken("1,2026-03-01T10:00:00Z,\"1\n\n2,", "line 2: a quote is opened and never closed");
        assertBroken("\n1,2026-03-01T10:00:00Z,\"1\"2\n", "line 3: '2' follows a closing quote");
        assertBroken("1,2026-03-01T10:00:00Z,1.5.2\n", "line 2: column 'amount': '1.5.2' is not a number");
        assertBroken("1,\"\n\",1\n1,12:00:00,1", "line 2: column 'ts': '\n' is not an instant");
        assertBroken(
                "007,2026-03-01T10:00:00Z,1\n", "line 2: column 'user_id': '007' cannot be a join key of type INT64");
        Path latin = Files.write(
                folder.resolve("latin.csv"),
                "user_id,ts,amount\n1,2026-03-01T10:00:00Z,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(spending(DataSource.csv("events", latin.toString()).timestamp("ts")), "not UTF-8");
    }

    private void assertBroken(String lines, String problem) throws IOException {
        FeatureGroupBuilder group = spending(csv("user_id,ts,amount\n" + lines));

        assertRefused(
                group,
                "Cannot read file '%s' of source 'events' of feature group 'sources', %s"
                        .formatted(folder.resolve("events.csv"), problem));
    }

    @Test
    void aDoubledHeaderIsRefused() throws IOException {
        assertRefused(spending(csv("user_id,ts,amount,Amount\n")), "line 1: the header names column 'Amount' twice");
    }

    @Test
    void eachFileOfAFolderHasItsOwnOrderOfColumns() throws IOException {
        Path files = Files.createDirectory(folder.resolve("events"));
        Files.writeString(files.resolve("a.csv"), "user_id,ts,amount,tax\n1,2026-03-01T10:00:00Z,1,100\n");
        Files.writeString(files.resolve("b.csv"), "tax,amount,ts,user_id\n200,2,2026-03-01T11:00:00Z,1\n");
        Files.writeString(files.resolve("c:d.csv"), "");
        DataSource source = DataSource.csv("events", files.toString()).timestamp("ts");

        assertThat(rows(spending(source))).containsExactly("1 2026-03-01T10:00:00Z 1.0", "1 2026-03-01T11:00:00Z 3.0");

        Files.writeString(files.resolve("b.csv"), "user_id,ts,amuont\n1,2026-03-01T11:00:00Z,2\n");
        assertRefused(
                spending(source), "b.csv' of source 'events' of feature group 'sources', it has no column 'amount'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id,ts,amount\n", "user_id,ts,amount", "\uFEFFuser_id,ts,amount\r\n"})
    void aSourceWithoutRowsIsEmptyNotMistyped(String header) throws IOException {
        assertThat(rows(spending(csv(header)))).isEmpty();
        assertThat(rows(statement(
                        csv(header),
                        "SELECT CAST(user_id AS BIGINT) user_id, ts event_timestamp, amount total FROM events")))
                .isEmpty();
    }

    @Test
    void aStatementThatDoesNotParseIsToldWithWhatIsWrong() throws IOException {
        assertRefused(
                statement(csv("user_id,ts,amount\n"), "SELEC user_id FROM events"),
                "The SQL of feature group 'sources' does not run: [PARSE_SYNTAX_ERROR]");
    }

    /** A computation with a mistake. */
    public static final class Mistaken implements FeatureComputation {
        @Override
        public Dataset<Row> compute(ComputeContext context) {
            return context.source("events").select("amuont");
        }
    }

    @Test
    void aClassThatFailsIsToldWithItsLine() throws IOException {
        FeatureGroup group = group("user_id", ScalarType.INT64, csv("user_id,ts,amount\n"))
                .feature("total", ScalarType.FLOAT64, "Total")
                .computedBy(Mistaken.class)
                .build();

        assertThatThrownBy(() -> new FeatureCompiler(SPARK).compile(group, MARCH))
                .hasMessageMatching("Feature group 'sources' is computed by .*TestSources\\$Mistaken"
                        + " \\(TestSources.java:\\d+\\), which failed: .*Exception: .*amuont.*");
    }

    @Test
    void aStatementsSourceHasTheTypesOfItsWholeFolder() throws IOException {
        DataSource source = csv("user_id,ts,amount\n1,2026-03-01,3\n1,2026-03-02,\n");

        assertThat(rows(statement(source, "SELECT user_id, ts AS event_timestamp, amount * 2 AS total FROM events")))
                .containsExactly("1 2026-03-01T00:00:00Z 6.0", "1 2026-03-02T00:00:00Z null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events [v2].csv", "events {a}.csv", "events*.csv", "events_12:00.csv", "events 100%.csv"})
    void aPathIsALiteralName(String name) throws IOException {
        Files.writeString(folder.resolve("events other.csv"), "user_id,ts,amount\n9,2026-03-01T10:00:00Z,9\n");
        Path file = Files.writeString(folder.resolve(name), "user_id,ts,amount\n1,2026-03-01T10:00:00Z,1\n");
        Path parquet = folder.resolve(name.replace("csv", "parquet"));

        assertThat(rows(spending(DataSource.csv("events", file.toString()).timestamp("ts"))))
                .containsExactly("1 2026-03-01T10:00:00Z 1.0");

        SPARK.sql("SELECT 1L AS user_id, TIMESTAMP '2026-03-01 10:00:00Z' AS ts, 2.0D AS amount")
                .coalesce(1)
                .write()
                .parquet(folder.resolve("written").toString());
        try (Stream<Path> written = Files.list(folder.resolve("written"))) {
            Files.move(
                    written.filter(part -> part.getFileName().toString().startsWith("part"))
                            .findFirst()
                            .orElseThrow(),
                    parquet);
        }
        assertThat(rows(spending(
                        DataSource.parquet("events", parquet.toString()).timestamp("ts"))))
                .containsExactly("1 2026-03-01T10:00:00Z 2.0");
    }

    @Test
    void aPathIsAPatternWhereTheSourceSaysSo() throws IOException {
        Files.writeString(folder.resolve("e1.csv"), "user_id,ts,amount\n1,2026-03-01T10:00:00Z,1\n");
        Files.writeString(folder.resolve("e2.csv"), "user_id,ts,amount\n2,2026-03-01T10:00:00Z,2\n");

        assertThat(rows(spending(DataSource.csv("events", folder + "/e[12].csv")
                        .timestamp("ts")
                        .glob())))
                .containsExactly("1 2026-03-01T10:00:00Z 1.0", "2 2026-03-01T10:00:00Z 2.0");
    }

    @Test
    void aKeyInTheNamesOfFoldersKeepsItsText() throws IOException {
        Files.createDirectories(folder.resolve("shops/shop=007"));
        Files.writeString(folder.resolve("shops/shop=007/a.csv"), "ts,amount\n2026-03-01T10:00:00Z,1\n");
        SPARK.sql("SELECT '007' AS shop, TIMESTAMP '2026-03-01 10:00:00Z' AS ts, 2.0D AS amount")
                .write()
                .partitionBy("shop")
                .parquet(folder.resolve("parquet").toString());

        assertThat(rows(group(
                                "shop",
                                ScalarType.STRING,
                                DataSource.csv("events", folder + "/shops").timestamp("ts"))
                        .feature("total", ScalarType.FLOAT64, "s", sum("amount").over("7d"))))
                .containsExactly("007 2026-03-01T10:00:00Z 1.0");
        assertThat(rows(group(
                                "shop",
                                ScalarType.STRING,
                                DataSource.parquet("events", folder + "/parquet")
                                        .timestamp("ts"))
                        .feature("total", ScalarType.FLOAT64, "s", sum("amount").over("7d"))))
                .containsExactly("007 2026-03-01T10:00:00Z 2.0");
    }

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

    @Test
    void columnsMayHaveAnyName() throws IOException {
        DataSource source = csv("user_id,event.time,amount (USD),a.b,`q`\n1,2026-03-01T10:00:00Z,10.5,x,5\n")
                .timestamp("event.time");

        assertThat(rows(group("user_id", ScalarType.INT64, source)
                        .feature(
                                "total",
                                ScalarType.FLOAT64,
                                "s",
                                sum("amount (USD)").over("7d"))
                        .feature("ab", ScalarType.STRING, "s", last("a.b").over("7d"))
                        .feature("q", ScalarType.FLOAT64, "s", max("`q`").over("7d"))))
                .containsExactly("1 2026-03-01T10:00:00Z 10.5 x 5.0");
    }

    @Test
    void aColumnOfAnotherNameFeedsAJoinKey() throws IOException {
        String rows = "USER_ID,EVENT_TIMESTAMP,AMOUNT\n1,2026-03-01T10:00:00Z,10.5\n";
        DataSource source = csv(rows).timestamp("EVENT_TIMESTAMP");

        assertThat(rows(spending(source.mapped("USER_ID", "user_id").mapped("AMOUNT", "amount"))))
                .containsExactly("1 2026-03-01T10:00:00Z 10.5");
        assertRefused(
                group("user_id", ScalarType.INT64, source).feature("n", "n", count().over("7d")),
                "Source 'events' of feature group 'sources' has no column 'user_id', which is a join key; known:"
                        + " AMOUNT, EVENT_TIMESTAMP, USER_ID; where the source calls it otherwise, say"
                        + " .mapped(\"USER_ID\", \"user_id\")");
        assertRefused(
                spending(source.mapped("USERID", "user_id")),
                "Source 'events' of feature group 'sources' has no column 'USERID', which is mapped; did you mean"
                        + " USER_ID?");
        assertRefused(
                spending(source.mapped("AMOUNT", "user_id").mapped("USER_ID", "User_Id")), "would have two columns");
    }

    @Test
    void columnsAreComputedOfTheSourcesOwn() throws IOException {
        DataSource source = csv("""
            InvoiceNo,Quantity,UnitPrice,InvoiceDate,CustomerID
            a,3,2.5,2026-03-01 10:00:00,17850.0
            b,2,10,2026-03-01 11:00:00,17850.0
            """)
                .timestamp("at")
                .column("at", "InvoiceDate")
                .column("user_id", "CAST(CustomerID AS BIGINT)")
                .column("quantity", "quantity * 10")
                .column("amount", "Quantity * UnitPrice")
                .column("shop", "InvoiceNo");

        assertThat(rows(group("user_id", ScalarType.INT64, source)
                        .feature("total", ScalarType.FLOAT64, "s", sum("amount").over("7d"))
                        .feature("items", ScalarType.INT64, "s", sum("quantity").over("7d"))
                        .feature("shop", ScalarType.STRING, "s", last("shop").over("7d"))
                        .feature("large", "l", count().over("7d").where("amount > 10"))))
                .containsExactly("17850 2026-03-01T10:00:00Z 7.5 30 a 0", "17850 2026-03-01T11:00:00Z 27.5 50 b 1");
        assertThat(rows(statement(
                        source, "SELECT user_id, at AS event_timestamp, amount AS total, CustomerID FROM events")))
                .containsExactly("17850 2026-03-01T10:00:00Z 7.5", "17850 2026-03-01T11:00:00Z 20.0");
    }

    @Test
    void aColumnUnderAnotherNameIsReadAsThatNameSays() throws IOException {
        DataSource source = csv("SHOP,TS,amount\n7.0,1772359200000,1\n007,1772359200000,2\n")
                .timestamp("ts", EPOCH_MILLIS)
                .column("ts", "TS")
                .column("shop", "SHOP");

        assertThat(rows(group("shop", ScalarType.STRING, source).feature("n", "n", count().over("7d"))))
                .containsExactly("007 2026-03-01T10:00:00Z 1", "7.0 2026-03-01T10:00:00Z 1");
    }

    @Test
    void aSourceWithoutRowsComputesNothing() throws IOException {
        DataSource source = csv("CustomerID,ts,quantity,price\n")
                .column("user_id", "CAST(CustomerID AS BIGINT)")
                .column("amount", "quantity * price");

        assertThat(rows(spending(source))).isEmpty();
    }

    @Test
    void aRowOfWhichNothingCanBeComputedIsToldWithItsValues() throws IOException {
        DataSource source = csv("CustomerID,ts,amount\nu1,2026-03-01T10:00:00Z,1\n")
                .column("user_id", "CAST(CustomerID AS BIGINT)");
        DataSource overflow = parquet("SELECT 1L AS user_id, TIMESTAMP '2026-03-01 10:00:00Z' AS ts, 2000000000 AS n")
                .column("amount", "n * n");

        assertRefused(
                spending(source),
                "Column 'user_id' of source 'events' of feature group 'sources' cannot be computed as"
                        + " 'CAST(CustomerID AS BIGINT)' of the row with CustomerID = u1");
        assertRefused(spending(overflow), "cannot be computed as 'n * n' of the row with n = 2000000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quantity * pric | the source has no column 'pric'; did you mean price?",
                "quantity * PRIC | the source has no column 'PRIC'; did you mean price?",
                "quantity + / price | [PARSE_SYNTAX_ERROR] Syntax error at or near",
                "sum(quantity) | it is not computed of one row",
                "sum(quantity) OVER (PARTITION BY user_id) | it is not computed of one row",
                "explode(array(quantity)) | it is not computed of one row",
                "(SELECT 1) | it has a subquery",
                "quantity * rand() | rand() has another value in each run",
                "unix_micros(now()) | now() has another value in each run",
                "datediff(current_date, ts) | current_date() has another value in each run",
                "quantity + uuid() | uuid() has another value in each run",
                "input_file_name() | input_file_name() has another value in each run",
                "* | [INVALID_USAGE_OF_STAR_OR_REGEX]",
                "_metadata.file_path | the source has no column '_metadata",
            })
    void anExpressionOfOtherThanOneRowIsRefused(String expression, String why) throws IOException {
        DataSource source =
                csv("user_id,ts,quantity,price\n1,2026-03-01T10:00:00Z,1,2\n").column("amount", expression);

        assertRefused(
                spending(source),
                "Column 'amount' of source 'events' of feature group 'sources' cannot be computed as '%s': %s"
                        .formatted(expression, why));
    }

    @Test
    void aColumnUnderAnotherNameIsStillFilteredInItsFile() {
        DataSource source = parquet("SELECT 1L AS user_id, TIMESTAMP '2026-03-01 10:00:00Z' AS Written, 2 AS n, 3 AS m")
                .timestamp("at")
                .column("at", "Written")
                .column("amount", "n * 2");
        FeatureGroup group = spending(source).build();

        String plan = new FeatureCompiler(SPARK)
                .compile(group, MARCH)
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(plan)
                .contains("GreaterThanOrEqual(Written,", "ReadSchema: struct<user_id:bigint,Written:timestamp,n:int>");
    }

    @Test
    void rowsOfNewerFilesCanBeChosenWhateverIsConverted() throws IOException {
        Instant longAgo = Instant.EPOCH;
        Instant farAhead = Instant.parse("2100-01-01T00:00:00Z");
        FeatureGroup files = statement(
                        csv("USER_ID,ts,amount\n1,2026-03-01,\n").mapped("USER_ID", "user_id"), "SELECT 1")
                .build();
        FeatureGroup columns = keyed(ScalarType.STRING, "7L").build();
        FeatureGroup computed = group(
                        "k", ScalarType.INT64, columns.sources().getFirst().column("k", "ascii(k) + 1"))
                .feature("n", "n", count().over("7d"))
                .build();

        for (FeatureGroup group : List.of(files, columns, computed)) {
            Dataset<Row> rows =
                    new SourceReader(SPARK, group).read(group.sources().getFirst());
            Column modified = functions.col("_metadata.file_modification_time");
            assertThat(rows.where(modified.gt(functions.lit(longAgo))).count()).isEqualTo(1);
            assertThat(rows.where(modified.gt(functions.lit(farAhead))).count()).isZero();
        }
    }

    private List<String> keys(ScalarType type, String... values) {
        return rows(keyed(type, values)).stream()
                .map(row -> row.split(" ", -1)[0])
                .toList();
    }

    private void assertKeyRefused(ScalarType type, String value, String message) {
        assertRefused(keyed(type, value), message);
    }

    private FeatureGroupBuilder keyed(ScalarType type, String... values) {
        List<String> selects = new ArrayList<>();
        for (String value : values) {
            selects.add("SELECT %s AS k, TIMESTAMP '2026-03-01 10:00:00Z' AS ts".formatted(value));
        }
        return group("k", type, parquet(String.join(" UNION ALL ", selects))).feature("n", "n", count().over("7d"));
    }

    private static void assertRefused(FeatureGroupBuilder group, String message) {
        assertThatThrownBy(() -> rows(group))
                .satisfies(thrown -> assertThat(Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                                .filter(FeatureStoreException.class::isInstance)
                                .map(Throwable::getMessage)
                                .findFirst()
                                .orElse(thrown.toString()))
                        .contains(message));
    }

    private DataSource csv(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("events.csv"), content);
        return DataSource.csv("events", file.toString()).timestamp("ts");
    }

    private DataSource parquet(String query) {
        String path = folder.resolve("events.parquet").toString();
        SPARK.sql(query).write().mode("overwrite").parquet(path);
        return DataSource.parquet("events", path).timestamp("ts");
    }

    private static DataSource fixture(String name) {
        try {
            Path file = Path.of(Objects.requireNonNull(TestSources.class.getResource("/files/" + name + ".parquet"))
                    .toURI());
            return DataSource.parquet("events", file.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FeatureGroupBuilder spending(DataSource source) {
        return group("user_id", ScalarType.INT64, source)
                .feature("total", ScalarType.FLOAT64, "Sum", sum("amount").over("7d"));
    }

    private static FeatureGroupBuilder statement(DataSource source, String sql) {
        return group("user_id", ScalarType.INT64, source)
                .feature("total", ScalarType.FLOAT64, "Sum")
                .sql(sql);
    }

    private static FeatureGroupBuilder group(String key, ScalarType type, DataSource source) {
        return FeatureGroups.of("sources", Entity.of("somebody", "Somebody", key, type))
                .source(source);
    }

    private static List<String> rows(FeatureGroupBuilder group) {
        return rows(group, MARCH);
    }

    private static List<String> rows(FeatureGroupBuilder group, TimeRange range) {
        Dataset<Row> rows = new FeatureCompiler(SPARK).compile(group.build(), range);
        Dataset<Row> texts = rows.select(Stream.of(rows.schema().fields())
                .map(field -> field.dataType().sql().equals("TIMESTAMP")
                        ? functions
                                .call_function("unix_micros", functions.col(field.name()))
                                .as("micros_" + field.name())
                        : functions.col(field.name()))
                .toArray(Column[]::new));
        String[] names = texts.columns();
        return texts.collectAsList().stream()
                .map(row -> text(names, row))
                .sorted()
                .toList();
    }

    private static String text(String[] names, Row row) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < names.length; column++) {
            Object value = row.get(column);
            values.add(
                    names[column].startsWith("micros_") && value != null
                            ? dev.tidemark.time.Microseconds.toInstant((Long) value)
                                    .toString()
                            : String.valueOf(value));
        }
        return String.join(" ", values);
    }
}
