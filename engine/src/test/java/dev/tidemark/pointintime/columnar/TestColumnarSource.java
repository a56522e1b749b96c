package dev.tidemark.pointintime.columnar;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.parquet.ManyTypes;
import dev.tidemark.pointintime.block.BlockDecoder;
import dev.tidemark.pointintime.block.BlockEncoder;
import dev.tidemark.pointintime.block.BlockRowIterator;
import dev.tidemark.pointintime.block.RowBlockMetrics;
import dev.tidemark.pointintime.block.RowBlockSpec;
import dev.tidemark.pointintime.block.RowPartitioner;
import dev.tidemark.pointintime.plan.SampledPartitions;
import dev.tidemark.pointintime.row.RowShape;
import dev.tidemark.pointintime.row.UnsafeRows;
import dev.tidemark.pointintime.spark.MappedRdd;
import dev.tidemark.session.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows made of batches of columns, held against those that Spark makes of them. */
final class TestColumnarSource {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final int TASKS = 5;
    /** What a block should have at most, and one batch of rows of 16 words more. */
    private static final int LONGEST_BLOCK = (32 << 10) + 128 * 16 * 8 + 1_000;

    private static final String TABLE = "tidemark.columnar.many";

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() {
        Dataset<Row> rows = new ManyTypes(SPARK).rows(20_000, 3_000, 7);
        rows.write().parquet(path());
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.columnar");
        rows.writeTo(TABLE).tableProperty("write.delete.mode", "merge-on-read").createOrReplace();
        SPARK.sql("DELETE FROM %s WHERE id %% 10 = 3".formatted(TABLE));
    }

    @AfterAll
    static void drop() {
        SPARK.sql("DROP TABLE " + TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * EXCEPT (word, bytes) FROM %s",
                "SELECT number, instant AS at, id FROM %s WHERE id BETWEEN 5000 AND 5100",
                "SELECT id, real AS other, real FROM %s WHERE amount > 100 AND word = 'ü7'",
                "SELECT renamed, id FROM (SELECT id, whole AS renamed, price FROM %s) WHERE price > 1 AND renamed < 0",
                "SELECT id FROM %s WHERE number %% 3000 = 3001",
            })
    void rowsAreThoseThatSparkMakes(String query) {
        for (String source : List.of("parquet.`" + path() + "`", TABLE)) {
            SparkPlan plan = plan(query.formatted(source));

            RDD<InternalRow> rows = rows(plan);

            assertThat(rows).as(source).isInstanceOf(MappedRdd.class);
            assertThat(words(rows)).as(source).isEqualTo(words(plan.execute()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, word FROM %s",
                "SELECT id + 1 FROM %s",
                "SELECT id FROM %s WHERE rand(5) < 0.5",
                "SELECT id FROM %s WHERE number = (SELECT max(id) FROM range(100))",
                "SELECT id FROM %s TABLESAMPLE (20 PERCENT) REPEATABLE (5)",
            })
    void otherPlansAreLeftToSpark(String query) {
        SparkPlan plan = plan(query.formatted("parquet.`" + path() + "`"));

        RDD<InternalRow> rows = rows(plan);

        assertThat(rows).isNotInstanceOf(MappedRdd.class);
        assertThat(words(rows)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // A key that is never null; one that sometimes is; two of which one or the other is; one of two values, whose
        // rows all go to two tasks at most.
        "id,      true",
        "number,  true",
        "number,  false",
        "day real, true",
        "day real, false",
        "flag,     false",
    })
    void blocksHaveTheRowsThatTheyHaveOfSparksRows(String keyNames, boolean keepsAll) {
        Dataset<Row> table = SPARK.sql("SELECT * EXCEPT (word, bytes) FROM " + TABLE);
        SparkPlan plan = table.queryExecution().executedPlan();
        List<DataType> types =
                Stream.of(table.schema().fields()).map(StructField::dataType).toList();
        List<Integer> keys =
                Stream.of(keyNames.split(" ")).map(table.schema()::fieldIndex).toList();
        RowBlockSpec spec = new RowBlockSpec("test", types, keys, keepsAll, TASKS);
        RowBlockMetrics metrics = RowBlockMetrics.of(SPARK.sparkContext());

        RDD<InternalRow> blocks = ColumnarSource.blocks(plan, spec, metrics);

        RDD<InternalRow> ofRows = new MappedRdd<>(
                plan.execute(), (rows, context) -> new RowPartitioner(spec, metrics, new UnsafeRows(rows, types)));
        assertThat(rowsByTask(blocks, types)).isEqualTo(rowsByTask(ofRows, types));
        assertThat(sizes(blocks)).allSatisfy(bytes -> assertThat(bytes).isLessThan(LONGEST_BLOCK));
    }

    @Test
    void thePlanCountsAsItDidWithout() {
        SparkPlan plan = plan("SELECT id FROM parquet.`%s` WHERE id < 1000".formatted(path()));
        // When
        rows(plan).count();
        // Then
        assertThat(plan.treeString()).contains("Filter", "ColumnarToRow");
        assertThat(metric(plan, "Filter")).isEqualTo(1_000);
        assertThat(metric(plan, "ColumnarToRow")).isEqualTo(20_000);
    }

    @Test
    void thereIsNoRowBehindTheLastHoweverOftenSomebodyLooks() {
        for (String query :
                List.of("SELECT id FROM parquet.`%s`", "SELECT id FROM parquet.`%s` TABLESAMPLE (20 PERCENT)")) {
            SparkPlan plan = plan(query.formatted(path()));
            RDD<InternalRow> rows = query.contains("TABLESAMPLE") ? ColumnarSource.anySample(plan) : rows(plan);

            List<Boolean> looks = rows.toJavaRDD()
                    .mapPartitions(some -> {
                        some.forEachRemaining(row -> {});
                        return List.of(some.hasNext(), some.hasNext()).iterator();
                    })
                    .collect();

            assertThat(rows).isInstanceOf(MappedRdd.class);
            assertThat(looks).isNotEmpty().containsOnly(false);
        }
    }

    @Test
    void aSampleIsOfTheRowsThatAreWanted() {
        Dataset<Row> wanted = SPARK.read().parquet(path()).where("number IS NOT NULL AND id < 15000");
        long wantedRows = wanted.count();

        Dataset<Row> sample =
                SampledPartitions.of(wanted.sample(0.1, 1).select(col("id"), xxhash64(col("number"))), 32);

        assertThat(sample.count()).isBetween(wantedRows * 8 / 100, wantedRows * 12 / 100);
        assertThat(sample.except(wanted.select(col("id"), xxhash64(col("number"))))
                        .count())
                .isZero();
        assertThat(sample.distinct().count()).isEqualTo(sample.count());
        assertThat(sample.where("id < 7500").count())
                .as("from everywhere")
                .isBetween(sample.count() * 4 / 10, sample.count() * 6 / 10);
    }

    private static RDD<InternalRow> rows(SparkPlan plan) {
        return ColumnarSource.rows(plan, () -> RowSelection.Refinement.NONE);
    }

    /** The rows in the blocks of each bucket, in the order of their content. */
    private static Map<Integer, List<String>> rowsByTask(RDD<InternalRow> blocks, List<DataType> types) {
        Map<Integer, List<String>> rows = new TreeMap<>();
        for (UnsafeRow block : words(blocks)) {
            BlockRowIterator unpacked =
                    new BlockRowIterator(new BlockDecoder(List.of(block).iterator(), RowShape.of(types)), types.size());
            List<String> some = rows.computeIfAbsent(block.getInt(BlockEncoder.BUCKET), bucket -> new ArrayList<>());
            // As its words in hexadecimal digits.
            unpacked.forEachRemaining(row -> some.add(row.toString()));
        }
        rows.values().forEach(Collections::sort);
        return rows;
    }

    private static List<Integer> sizes(RDD<InternalRow> blocks) {
        return words(blocks).stream().map(UnsafeRow::getSizeInBytes).toList();
    }

    private static String path() {
        return folder.resolve("many").toString();
    }

    private static SparkPlan plan(String query) {
        return SPARK.sql(query).queryExecution().executedPlan();
    }

    private static long metric(SparkPlan plan, String node) {
        SparkPlan at = plan;
        while (!at.nodeName().equals(node)) {
            at = at.children().head();
        }
        return at.longMetric("numOutputRows").value();
    }

    /** Each row as Spark would write it, the bits of nulls and of what no number is as well. */
    private static List<UnsafeRow> words(RDD<InternalRow> rows) {
        return rows.toJavaRDD().map(row -> ((UnsafeRow) row).copy()).collect();
    }
}
