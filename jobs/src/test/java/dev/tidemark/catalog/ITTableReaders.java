package dev.tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Secret;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;
import dev.tidemark.python.Python;
import dev.tidemark.session.CatalogConfig;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PyIceberg and DuckDB read by the examples of docs/guide/table-readers.md what Tidemark has written, value by value as
 * Spark does.
 */
final class ITTableReaders {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NEWEST =
            "row_number() OVER (PARTITION BY user_id" + " ORDER BY event_timestamp DESC, created_at DESC) AS place";
    /**
     * DuckDB's own site is not everywhere to be reached: its extension comes from a package, into this test's folder.
     */
    private static final String EXTENSION = """
            import os
            os.environ["HOME"] = os.getcwd()
            from duckdb_extensions import import_extension
            import_extension("avro")
            import_extension("iceberg")
            """;
    /** Prints each row as a list of its values, instants as microseconds. */
    private static final String PRINT = """

            import json, datetime
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            def plain(value):
                if isinstance(value, datetime.datetime):
                    return (value - epoch) // datetime.timedelta(microseconds=1)
                return value
            for row in sorted(json.dumps([plain(value) for value in row.values()], separators=(",", ":"), ensure_ascii=False)
                    for row in %s.to_pylist()):
                print(row)
            """;

    @TempDir
    Path folder;

    private Python python;
    private List<String> examples;
    private String page;

    @BeforeEach
    void readPage() throws IOException {
        python = Python.with(
                folder,
                "pyiceberg.catalog.sql",
                "psycopg2",
                "pyarrow",
                "duckdb",
                "duckdb_extensions",
                "duckdb_extension_avro",
                "duckdb_extension_iceberg");
        page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/guide/table-readers.md"));
        examples = blocks("python");
        assertThat(examples).hasSize(6);
    }

    @Test
    void theMetadataFileOfTheLocalCatalogAndATrainingSetAreReadByPyIcebergAndDuckDb() throws Exception {
        String url = "jdbc:h2:mem:" + folder.getFileName() + ";MODE=PostgreSQL;DB_CLOSE_DELAY=-1";
        SparkSession spark = session(CatalogConfig.jdbc(url, "tidemark", new Secret(""), warehouse()));
        ReaderTable table = new ReaderTable(spark);
        Map<String, String> addresses = Map.of("METADATA_FILE", metadataFile(spark));

        assertThat(feature("StaticTable", addresses))
                .isEqualTo(texts(table.rows().where("event_timestamp >= timestamp'2026-01-03T00:00:00Z'")));
        assertThat(run(EXTENSION + example("iceberg_scan", addresses), "feature_rows"))
                .isEqualTo(texts(table.rows()));

        String output = folder.resolve("training-set").toString();
        table.buildTrainingSet(output);
        List<String> set = texts(spark.read().parquet(output));
        assertThat(set).hasSize(14);
        assertThat(run(example("training_set", Map.of("TRAINING_SET", output)), "training_set"))
                .isEqualTo(set);
    }

    @Test
    void theCatalogInPostgresIsReadByPyIcebergAndDuckDbFindsTheNewestRows() throws Exception {
        MetadataConfig database = SharedPostgres.emptyDatabase();
        ReaderTable table = new ReaderTable(
                session(CatalogConfig.jdbc(database.url(), database.user(), database.password(), warehouse())));
        grantReading(database);
        Map<String, String> addresses = Map.of(
                "postgres:5432/tidemark",
                database.url().replaceFirst("jdbc:postgresql://", "").replaceFirst("\\?.*", ""));
        String read = example("type=\"sql\"", addresses);

        assertThat(run(read, "feature_rows")).hasSize(5).isEqualTo(texts(table.rows()));
        assertThat(run(read + example("newest =", Map.of()), "newest"))
                .isEqualTo(texts(
                        table.rows().selectExpr("*", NEWEST).where("place = 1").drop("place")))
                .hasSize(3);
    }

    @Test
    void aRestCatalogIsReadByPyIceberg() throws Exception {
        try (RestCatalog catalog = RestCatalog.start(folder)) {
            ReaderTable table = new ReaderTable(session(new CatalogConfig(
                    "rest", Map.of("uri", new Secret(catalog.uri()), "credential", new Secret("client:secret")))));

            assertThat(feature("type=\"rest\"", Map.of("https://catalog.example.com/api/catalog", catalog.uri())))
                    .isEqualTo(texts(table.rows()));
        }
    }

    /** By the page's statements. */
    private void grantReading(MetadataConfig database) throws SQLException {
        String statements = blocks("sql").stream()
                .filter(block -> block.contains("GRANT"))
                .findFirst()
                .orElseThrow();
        try (Connection connection = DriverManager.getConnection(
                        database.url(), database.user(), database.password().value());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private String warehouse() {
        return folder.resolve("warehouse").toString();
    }

    private static SparkSession session(CatalogConfig catalog) {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(session, catalog);
        return session;
    }

    /** By the page's query. */
    private String metadataFile(SparkSession spark) {
        String command = blocks("sh").getFirst();
        return spark.sql(command.substring(command.indexOf('"') + 1, command.lastIndexOf('"')))
                .head()
                .getString(0);
    }

    private List<String> feature(String mark, Map<String, String> addresses) throws Exception {
        return run(example(mark, addresses), "feature_rows");
    }

    /** The page's example with a certain text, and with what is different here. */
    private String example(String mark, Map<String, String> addresses) {
        String example = examples.stream()
                .filter(text -> text.contains(mark))
                .findFirst()
                .orElseThrow();
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            assertThat(example).contains(address.getKey());
            example = example.replace(address.getKey(), address.getValue());
        }
        return example;
    }

    private List<String> run(String script, String result) throws Exception {
        Path file = Files.createTempFile(folder, "example", ".py");
        Files.writeString(file, script + PRINT.formatted(result));
        return python.run(PATIENCE, file.toString()).lines().sorted().toList();
    }

    private List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Spark's rows as the script prints them. */
    private static List<String> texts(Dataset<Row> rows) {
        String[] columns = Arrays.stream(rows.schema().fields())
                .map(field -> field.dataType().typeName().equals("timestamp")
                        ? "unix_micros(%1$s) AS %1$s".formatted(field.name())
                        : field.name())
                .toArray(String[]::new);
        return rows.selectExpr(columns).collectAsList().stream()
                .map(ITTableReaders::json)
                .sorted()
                .toList();
    }

    private static String json(Row row) {
        return IntStream.range(0, row.length())
                .mapToObj(column -> row.schema().apply(column).dataType() instanceof ArrayType && !row.isNullAt(column)
                        ? json(row.getList(column))
                        : json(row.get(column)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(List<?> list) {
        return list.stream().map(element -> json((Object) element)).collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + text + '"';
            case Double number -> number.toString().replace("E", "e+");
            default -> value.toString();
        };
    }
}
