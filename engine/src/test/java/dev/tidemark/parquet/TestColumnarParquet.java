package dev.tidemark.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.session.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestColumnarParquet {
    private static final String OURS = ColumnarParquetFormat.class.getName();
    private static final String SPARKS = "parquet";

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();

    @ParameterizedTest(name = "{0} rows, {1} different values, every {2}th of them null")
    @CsvSource({
        "0, 1, 2",
        "1, 1, 2",
        "1, 1, 1",
        "7, 3, 2",
        "8, 1, 9",
        "9, 1, 1",
        "20000, 5, 3",
        "20001, 30000, 7",
        "20002, 300, 4",
        "40003, 12000, 1000000",
        "20003, 1, 1",
    })
    void everyTypeIsReadAsSparksWriterHadWrittenIt(int rows, int different, int nullEvery) throws IOException {
        Dataset<Row> all = new ManyTypes(spark).rows(rows, different, nullEvery);

        write(all, OURS, Map.of());
        write(all, SPARKS, Map.of());

        assertThat(read(OURS)).isEqualTo(read(SPARKS)).hasSize(rows);
        assertThat(schema(OURS)).isEqualTo(schema(SPARKS));
        if (rows > 0) {
            assertThat(statistics(OURS)).isEqualTo(statistics(SPARKS));
            assertThat(isOurs(OURS)).isTrue();
        }
    }

    @Test
    void theFooterSaysWhatSparksSays() throws IOException {
        Dataset<Row> all = new ManyTypes(spark).rows(100, 10, 3);
        write(all, OURS, Map.of());
        write(all, SPARKS, Map.of());

        FileMetaData ours = metadata(OURS);

        assertThat(ours.getSchema()).isEqualTo(metadata(SPARKS).getSchema());
        assertThat(ours.getKeyValueMetaData()).isEqualTo(metadata(SPARKS).getKeyValueMetaData());
    }

    @Test
    void aFileHasAsManyRowGroupsAsItsSizeAsksFor() throws IOException {
        Dataset<Row> all = new ManyTypes(spark).rows(45_000, 45_000, 5);
        write(all, OURS, Map.of("parquet.block.size", "262144"));
        write(all, SPARKS, Map.of());

        assertThat(blocks(OURS)).hasSizeGreaterThan(2);
        assertThat(read(OURS)).isEqualTo(read(SPARKS));
        assertThat(blocks(OURS).stream().mapToLong(BlockMetaData::getRowCount).sum())
                .isEqualTo(45_000);
    }

    @Test
    void longBytesEndARowGroupBeforeAPageOfNumbersIsFull() throws IOException {
        Dataset<Row> all = spark.range(0, 500, 1, 1)
                .selectExpr(
                        "id",
                        "id % 3 AS few",
                        "flatten(transform(sequence(1, 250), n -> array(sha2(CAST(id * n AS STRING), 512)))) AS parts")
                .selectExpr("id", "few", "CAST(concat_ws('', parts) AS BINARY) AS bytes");

        write(all, OURS, Map.of("parquet.block.size", "2097152", "parquet.enable.dictionary", "false"));

        assertThat(blocks(OURS)).hasSizeGreaterThan(2);
        assertThat(isOurs(OURS)).isTrue();
        assertThat(reading(OURS).selectExpr("sum(hash(id, few, bytes))").first())
                .isEqualTo(all.selectExpr("sum(hash(id, few, bytes))").first());
    }

    @Test
    void readersPassOverPagesByTheirStatisticsAndFindTheSameRows() throws IOException {
        Dataset<Row> all = new ManyTypes(spark).rows(45_000, 45_000, 11);
        write(all, OURS, Map.of());
        write(all, SPARKS, Map.of());

        assertThat(columnIndexes(OURS)).isEqualTo(columnIndexes(SPARKS)).isNotEmpty();
        for (String condition : List.of(
                "number BETWEEN 20500 AND 20600",
                "amount > 89000",
                "amount = 'NaN'",
                "real = 0 AND number < 100",
                "word IS NULL AND number < 1000",
                "instant < '2026-01-01 00:10:00'",
                "flag AND price < 1")) {
            assertThat(found(OURS, condition)).as(condition).isNotEmpty().isEqualTo(found(SPARKS, condition));
        }
    }

    @Test
    void numbersThatRepeatHaveADictionaryUntilItIsTooLarge() throws IOException {
        Dataset<Row> all = spark.range(0, 60_000, 1, 1)
                .selectExpr("id % 7 AS few", "IF(id < 20000, id % 7, id) AS first_few", "id AS many", "1D AS constant");

        write(
                all,
                OURS,
                Map.of("parquet.dictionary.page.size", "65536", "parquet.enable.dictionary#constant", "false"));

        assertThat(encodings(OURS, "few")).contains(Encoding.RLE_DICTIONARY).contains(Encoding.PLAIN);
        assertThat(dictionaryEncodedPages(OURS, "few")).isEqualTo(3);
        assertThat(dictionaryEncodedPages(OURS, "first_few")).isEqualTo(1);
        assertThat(dictionaryEncodedPages(OURS, "many")).isZero();
        assertThat(dictionaryEncodedPages(OURS, "constant")).isZero();
        assertThat(read(OURS, "many")).isEqualTo(all.orderBy("many").collectAsList());
    }

    @Test
    void theLevelOfCompressionIsFollowed() throws IOException {
        Dataset<Row> all =
                spark.range(0, 20_000, 1, 1).selectExpr("id % 3 AS few", "CAST(hash(id % 5000) AS DOUBLE) AS amount");
        Map<String, Long> bytes = new TreeMap<>();

        for (String level : List.of("1", "19")) {
            write(all, OURS, Map.of("compression", "zstd", "parquet.compression.codec.zstd.level", level));
            bytes.put(level, column(OURS, "amount").getTotalSize());
        }

        assertThat(bytes.get("1")).isGreaterThan(bytes.get("19"));
    }

    @Test
    void nestedColumnsAreLeftToSparksWriter() throws IOException {
        Dataset<Row> all = spark.range(0, 100, 1, 1).selectExpr("id", "id % 3 AS few", "array(id, id + 1) AS pair");

        write(all, OURS, Map.of());

        assertThat(isOurs(OURS)).isFalse();
        assertThat(read(OURS)).isEqualTo(all.orderBy("id").collectAsList());
    }

    @ParameterizedTest
    @CsvSource({
        "parquet.writer.version, PARQUET_2_0",
        "parquet.bloom.filter.enabled#few, true",
        "parquet.column.statistics.enabled#few, false",
        "parquet.page.row.count.limit, 50",
        "parquet.block.row.count.limit, 50",
        "parquet.page.write-checksum.enabled, false",
    })
    void whatOnlyParquetsWritersDoIsLeftToThem(String setting, String value) throws IOException {
        Dataset<Row> all = spark.range(0, 100, 1, 1).selectExpr("id", "id % 3 AS few");

        write(all, OURS, Map.of(setting, value));
        write(all, SPARKS, Map.of(setting, value));

        assertThat(encodings(OURS, "few")).isEqualTo(encodings(SPARKS, "few"));
        assertThat(isOurs(OURS)).isFalse();
    }

    @Test
    void oldCalendarsAreLeftToSparksWriter() throws IOException {
        Dataset<Row> all = spark.range(0, 100, 1, 1).selectExpr("id", "DATE'1200-01-01' + CAST(id % 3 AS INT) AS few");
        String mode = "spark.sql.parquet.datetimeRebaseModeInWrite";
        spark.conf().set(mode, "LEGACY");
        try {
            write(all, OURS, Map.of());
        } finally {
            spark.conf().unset(mode);
        }

        assertThat(isOurs(OURS)).isFalse();
        assertThat(read(OURS)).isEqualTo(all.orderBy("id").collectAsList());
    }

    private void write(Dataset<Row> rows, String format, Map<String, String> options) {
        rows.coalesce(1)
                .write()
                .format(format)
                .options(options)
                .mode(SaveMode.Overwrite)
                .save(path(format));
    }

    private String path(String format) {
        return folder.resolve(format).toString();
    }

    private Dataset<Row> reading(String format) {
        return spark.read().parquet(path(format));
    }

    private List<Long> found(String format, String condition) {
        return reading(format)
                .where(condition)
                .select("id")
                .orderBy("id")
                .as(Encoders.LONG())
                .collectAsList();
    }

    private StructType schema(String format) {
        return reading(format).schema();
    }

    private List<Row> read(String format) {
        return read(format, "id");
    }

    private List<Row> read(String format, String order) {
        return reading(format).orderBy(order).collectAsList();
    }

    private ParquetFileReader open(String format) throws IOException {
        String file = reading(format).inputFiles()[0];
        return ParquetFileReader.open(
                HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file), new Configuration()));
    }

    private FileMetaData metadata(String format) throws IOException {
        try (ParquetFileReader reader = open(format)) {
            return reader.getFooter().getFileMetaData();
        }
    }

    private List<BlockMetaData> blocks(String format) throws IOException {
        try (ParquetFileReader reader = open(format)) {
            return reader.getFooter().getBlocks();
        }
    }

    private Map<String, String> statistics(String format) throws IOException {
        Map<String, String> statistics = new TreeMap<>();
        for (ColumnChunkMetaData column : blocks(format).getFirst().getColumns()) {
            statistics.put(
                    column.getPath().toDotString(), column.getStatistics().toString());
        }
        return statistics;
    }

    private Map<String, String> columnIndexes(String format) throws IOException {
        Map<String, String> indexes = new TreeMap<>();
        try (ParquetFileReader reader = open(format)) {
            for (ColumnChunkMetaData column :
                    reader.getFooter().getBlocks().getFirst().getColumns()) {
                indexes.put(column.getPath().toDotString(), String.valueOf(reader.readColumnIndex(column)));
            }
        }
        return indexes;
    }

    private ColumnChunkMetaData column(String format, String name) throws IOException {
        return blocks(format).getFirst().getColumns().stream()
                .filter(column -> column.getPath().toDotString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Encoding> encodings(String format, String name) throws IOException {
        return new ArrayList<>(column(format, name).getEncodings());
    }

    private int dictionaryEncodedPages(String format, String name) throws IOException {
        var counted = column(format, name).getEncodingStats();
        return counted.getNumDataPagesEncodedAs(Encoding.RLE_DICTIONARY);
    }

    /** The name that Parquet's writers of version 1 have for the encoding is another one. */
    @SuppressWarnings("deprecation")
    private boolean isOurs(String format) throws IOException {
        return blocks(format).getFirst().getColumns().stream()
                .noneMatch(column -> column.getPath().toDotString().equals("few")
                        && (column.getEncodings().contains(Encoding.PLAIN_DICTIONARY)
                                || column.getEncodingStats().usesV2Pages()
                                || column.getBloomFilterOffset() > 0
                                || column.getStatistics().isEmpty()));
    }
}
