package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.EpochUnit.EPOCH_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.ScalarType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns of sources under other names, and columns that are computed of them. */
final class TestSourceColumns extends WrittenSources {
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
}
