package dev.tidemark.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.files.FileKind;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.tables.TableImport.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTableImport {
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    private Path folder;

    private final TableName table =
            new TableName("shop", "t_" + UUID.randomUUID().toString().replace("-", ""));
    private final TableImport tables = new TableImport(SPARK, "features");

    @Test
    void aFileThatPandasWroteBecomesATableOfItsTypes() throws IOException {
        Path file = write("lines.csv", """
            ,InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Paid,Note
            0,536365,85123A,6,2010-12-01 08:26:00,2.55,17850.0,True,
            1,536366,007,-8,2010-12-01 08:28:00,3.0,,False,
            """);

        TableImport.Prepared prepared = prepare(file, "", Existing.REFUSE);

        assertThat(shown(prepared))
                .containsExactly(
                        "InvoiceNo INT its values",
                        "StockCode STRING its values",
                        "Quantity INT its values",
                        "InvoiceDate TIMESTAMP its values",
                        "UnitPrice DOUBLE its values",
                        "CustomerID BIGINT its values",
                        "Paid BOOLEAN its values",
                        "Note STRING its values");
        assertThat(prepared.file().remarks())
                .singleElement()
                .asString()
                .contains("'_c0', the index of a table that pandas wrote");
        assertThat(SPARK.catalog().tableExists(table.text())).isFalse();

        assertThat(tables.write(prepared)).isEqualTo(2);
        assertThat(rows())
                .containsExactlyInAnyOrder(
                        "[536365,85123A,6,2010-12-01T08:26:00Z,2.55,17850,true,null]",
                        "[536366,007,-8,2010-12-01T08:28:00Z,3.0,null,false,null]");
    }

    @Test
    void typesThatSomebodySaysAreTaken() throws IOException {
        Path file = write("a.csv", "id,At,price\n7,2026-05-01,1.50\n8,2026-05-02,2.25\n");

        tables.write(prepare(file, "ID STRING, at TIMESTAMP, price DECIMAL(10,2)", Existing.REFUSE));

        assertThat(rows()).containsExactlyInAnyOrder("[7,2026-05-01T00:00:00Z,1.50]", "[8,2026-05-02T00:00:00Z,2.25]");
        assertThat(SPARK.table(table.text()).schema().toDDL()).isEqualTo("id STRING,At TIMESTAMP,price DECIMAL(10,2)");
        assertRefused(
                file,
                "prise DOUBLE",
                Existing.REPLACE,
                "The file has no column 'prise', whose type --types says; did you mean price?");
        assertRefused(
                write("b.csv", "id,price\n7,1.5\n8,x\n"),
                "price DOUBLE",
                Existing.REPLACE,
                "line 3: column 'price': 'x' is not a number");
        assertThat(rows()).as("all or nothing").hasSize(2);
    }

    @Test
    void aTableThatIsThereIsNeitherReplacedNorAddedToUnasked() throws Exception {
        Path file = write("a.csv", "id,n\n7,1\n");
        tables.write(prepare(file, "id BIGINT", Existing.REFUSE));

        assertRefused(file, "", Existing.REFUSE, "is there already; say --append to add the rows, or --replace");
        tables.write(prepare(write("b.csv", "N,ID\n2,8.0\n"), "", Existing.APPEND));
        tables.write(prepare(write("c.csv", "id\n9\n"), "", Existing.APPEND));

        assertThat(rows()).containsExactlyInAnyOrder("[7,1]", "[8,2]", "[9,null]");
        assertThat(Spark3Util.loadIcebergTable(SPARK, table.text()).snapshots()).hasSize(3);
        assertRefused(
                write("d.csv", "id,m\n1,1\n"),
                "",
                Existing.APPEND,
                "has no column 'm', which the file has; did you mean n");
        assertRefused(write("e.csv", "id,n\n1.5,1\n"), "", Existing.APPEND, "'1.5' is not a whole number");
        tables.write(prepare(write("f.csv", "x\nhello\n"), "", Existing.REPLACE));
        assertThat(rows()).containsExactly("[hello]");
    }

    @Test
    void parquetKeepsItsTypesAndNanosecondsAreCut() {
        Path file = Path.of(folder.toString(), "p.parquet");
        SPARK.sql("SELECT 1L AS id, 2.0D AS user, TIMESTAMP_NTZ '2026-05-01 06:00:00' AS at, NULL AS nothing, 0L"
                        + " AS __index_level_0__")
                .selectExpr("id", "user", "at", "CAST(nothing AS STRING) nothing", "__index_level_0__")
                .write()
                .parquet(file.toString());

        TableImport.Prepared prepared = prepare(file, "user BIGINT", Existing.REFUSE);

        assertThat(shown(prepared))
                .containsExactly(
                        "id BIGINT the file",
                        "user BIGINT --types",
                        "at TIMESTAMP the file",
                        "nothing STRING the file");
        tables.write(prepared);
        assertThat(rows()).containsExactly("[1,2,2026-05-01T06:00:00Z,null]");
    }

    @Test
    void jsonLinesHaveTimesInTexts() throws IOException {
        Path file = write("e.jsonl", """
            {"id": 7, "at": "2026-05-01T06:00:00Z", "tags": ["a", "b"], "price": 2.5}
            {"id": 8, "at": "2026-05-01T07:00:00+01:00", "tags": [], "price": 3}
            """);

        tables.write(prepare(file, "", Existing.REFUSE));

        assertThat(SPARK.table(table.text()).schema().toDDL())
                .isEqualTo("at TIMESTAMP,id BIGINT,price DOUBLE,tags ARRAY<STRING>");
        assertThat(SPARK.sql("SELECT count(*) FROM %s WHERE at = TIMESTAMP '2026-05-01 06:00:00Z'"
                                .formatted(table.text()))
                        .first()
                        .getLong(0))
                .isEqualTo(2);
    }

    @Test
    void featureTablesAreNotImported() throws IOException {
        Path file = write("a.csv", "id\n7\n");

        assertThatThrownBy(() -> tables.prepare(
                        new LiteralPath(file.toString(), false),
                        FileKind.CSV,
                        new TableName("features", "x"),
                        new StructType(),
                        Existing.REFUSE))
                .hasMessage("Table 'features.x' would lie among the feature tables, which feature groups fill; choose"
                        + " another namespace");
    }

    @Test
    void aNameSaysWhatAFileIs() {
        assertThat(FileKind.ofFile("a/b.CSV.gz")).contains(FileKind.CSV);
        assertThat(FileKind.ofFile("b.pq")).contains(FileKind.PARQUET);
        assertThat(FileKind.ofFile("b.ndjson")).contains(FileKind.JSON);
        assertThat(FileKind.ofFile("b.txt")).isEmpty();
        assertThat(TableName.parse("tidemark.shop.lines")).isEqualTo(new TableName("shop", "lines"));
        assertThatThrownBy(() -> TableName.parse("lines"))
                .hasMessageContaining("Invalid table 'lines': expected a namespace");
        assertThatThrownBy(() -> TableName.parse("a.b;c")).hasMessageContaining("Invalid table 'a.b;c'");
    }

    private void assertRefused(Path file, String types, Existing existing, String message) {
        assertThatThrownBy(() -> tables.write(prepare(file, types, existing)))
                .satisfies(thrown -> assertThat(SparkFailure.within(thrown, FeatureStoreException.class)
                                .map(Throwable::getMessage)
                                .orElse(thrown.toString()))
                        .contains(message));
    }

    private TableImport.Prepared prepare(Path file, String types, Existing existing) {
        return tables.prepare(
                new LiteralPath(file.toString(), false),
                FileKind.ofFile(file.toString()).orElseThrow(),
                table,
                types.isEmpty() ? new StructType() : StructType.fromDDL(types),
                existing);
    }

    private static List<String> shown(TableImport.Prepared prepared) {
        return prepared.file().columns().stream()
                .map(column -> "%s %s %s"
                        .formatted(
                                column.name(),
                                column.type().sql(),
                                column.reason().text()))
                .toList();
    }

    private List<String> rows() {
        return ReadOnlyStatement.parse(SPARK, "SELECT * FROM " + table.text()).first(0).rows().stream()
                .map(row -> row.toString().replace(", ", ","))
                .toList();
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
