package dev.tidemark.pointintime.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.parquet.ManyTypes;
import dev.tidemark.pointintime.columnar.ColumnarSource;
import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.session.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.reflect.ClassTag$;

/** A group's rows that the filter leaves out where batches of columns are read. */
final class TestSpineEntityFilter {
    private static final SparkSession SPARK = SharedSpark.session();

    private static final String TABLE = "tidemark.columnar.entities";

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() {
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.columnar");
        new ManyTypes(SPARK)
                .rows(20_000, 3_000, 7)
                .writeTo(TABLE)
                .tableProperty("write.delete.mode", "merge-on-read")
                .createOrReplace();
        SPARK.sql("DELETE FROM %s WHERE id %% 10 = 3".formatted(TABLE));
    }

    @AfterAll
    static void drop() {
        SPARK.sql("DROP TABLE " + TABLE);
    }

    @ParameterizedTest
    @CsvSource({
        // A key that is never null; one of four bytes; one that sometimes is null; two of which one or the other is;
        // every entity.
        "id,       20",
        "whole,    50",
        "number,   300",
        "day real, 7",
        "id,       20000",
    })
    void rowsOfOtherEntitiesThanTheSpinesAreLeftOut(String keyNames, int spineRows) {
        List<String> keys = List.of(keyNames.split(" "));
        Dataset<Row> rows = SPARK.sql("SELECT %s, * EXCEPT (word, bytes, %s) FROM %s WHERE id %% 7 <> 1"
                .formatted(String.join(", ", keys), String.join(", ", keys), TABLE));
        GroupLayout group = group(rows, keys.size());
        List<UnsafeRow> all = words(rows.queryExecution().toRdd());
        Set<List<Object>> entities = new HashSet<>();
        all.subList(0, Math.min(spineRows, all.size())).forEach(row -> entities.add(keysOf(row, group)));
        entities.removeIf(entity -> entity.contains(null));
        SlotFilterMetrics metrics = SlotFilterMetrics.of(SPARK.sparkContext());

        RDD<InternalRow> kept = kept(rows, group, spine(group, all, entities), metrics);

        List<UnsafeRow> expected = all.stream()
                .filter(row -> entities.contains(keysOf(row, group)))
                .toList();
        assertThat(words(kept)).isEqualTo(expected).isNotEmpty();
        assertThat(metrics.groupRows().value()).isEqualTo(all.size() - expected.size());
    }

    /**
     * The join looks for their entities once more; what is read before the look decides is left out where it may be.
     */
    @Test
    void whereMostRowsAreOfTheSpinesEntitiesAllAreKeptFromThenOn() {
        String file = folder.resolve("long").toString();
        SPARK.range(0, 200_000, 1, 1).selectExpr("id % 10 AS key", "id").write().parquet(file);
        Dataset<Row> rows = SPARK.read().parquet(file);
        GroupLayout group = group(rows, 1);
        List<UnsafeRow> all = words(rows.queryExecution().toRdd());
        Set<List<Object>> most = Set.of(List.of(0L), List.of(1L), List.of(2L), List.of(3L), List.of(4L), List.of(5L));

        List<UnsafeRow> kept =
                words(kept(rows, group, spine(group, all, most), SlotFilterMetrics.of(SPARK.sparkContext())));

        assertThat(kept).hasSizeBetween(160_000, 180_000);
        assertThat(kept.subList(kept.size() - 50_000, kept.size()).equals(all.subList(150_000, 200_000)))
                .isTrue();
        assertThat(kept.subList(0, 600))
                .containsExactlyElementsOf(all.subList(0, 1_000).stream()
                        .filter(row -> most.contains(keysOf(row, group)))
                        .toList());
    }

    private static GroupLayout group(Dataset<Row> rows, int keys) {
        return new GroupLayout(
                "test",
                Stream.of(rows.schema().fields()).map(StructField::dataType).toList(),
                keys,
                new VisibilityRules(Long.MAX_VALUE, 0, false, Long.MAX_VALUE),
                new TieOrder(List.of(), true));
    }

    private static List<Object> keysOf(UnsafeRow row, GroupLayout group) {
        List<Object> values = new ArrayList<>();
        group.keyOrdinals()
                .forEach(key -> values.add(row.get(key, group.columns().get(key))));
        return values;
    }

    /** The instants of a spine that has these entities. */
    private static Broadcast<SpineInstants> spine(GroupLayout group, List<UnsafeRow> rows, Set<List<Object>> entities) {
        EntityBytes keys = new EntityBytes(group.keyOrdinals(), group.columns());
        SpineInstantsBuilder spine = new SpineInstantsBuilder(group.keys(), rows.size());
        for (UnsafeRow row : rows) {
            if (entities.contains(keysOf(row, group)) && keys.read(row)) {
                spine.add(keys, 1);
            }
        }
        return SPARK.sparkContext().broadcast(spine.build(), ClassTag$.MODULE$.apply(SpineInstants.class));
    }

    private static RDD<InternalRow> kept(
            Dataset<Row> rows, GroupLayout group, Broadcast<SpineInstants> spine, SlotFilterMetrics metrics) {
        return ColumnarSource.rows(
                rows.queryExecution().executedPlan(),
                () -> new SpineEntityFilter(group, spine.value(), metrics.groupRows()));
    }

    private static List<UnsafeRow> words(RDD<InternalRow> rows) {
        return rows.toJavaRDD().map(row -> ((UnsafeRow) row).copy()).collect();
    }
}
