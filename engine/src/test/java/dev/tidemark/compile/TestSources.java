package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.ScalarType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and tables as users have them. */
final class TestSources extends WrittenSources {
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
    void aSourceWithoutRowsComputesNothing() throws IOException {
        DataSource source = csv("CustomerID,ts,quantity,price\n")
                .column("user_id", "CAST(CustomerID AS BIGINT)")
                .column("amount", "quantity * price");

        assertThat(rows(spending(source))).isEmpty();
    }
}
