package dev.tidemark.pointintime.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.RowBatch;
import dev.tidemark.pointintime.row.RowShape;
import dev.tidemark.pointintime.spark.Sequences;
import dev.tidemark.session.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.physical.HashPartitioning;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows on their way to the tasks of a join. */
final class TestRowPartitioner {
    private static final int TASKS = 5;
    private static final List<DataType> COLUMNS = List.of(DataTypes.LongType, DataTypes.StringType);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 25, 200, 4_000})
    void sparkSendsEachTasksBucketToAPartitionOfItsOwn(int tasks) {
        int[] buckets = TaskBuckets.onePerTask(tasks);

        assertThat(IntStream.of(buckets).map(bucket -> partitionOf(bucket, tasks)))
                .containsExactlyElementsOf(IntStream.range(0, tasks).boxed().toList());
    }

    @Test
    void everyRowArrivesAndAllRowsOfAnEntityAtOneTask() {
        Random random = new Random(7);
        List<List<Object>> rows = new ArrayList<>();
        for (int number = 0; number < 20_000; number++) {
            // Most rows are short; one in a thousand is longer than any block.
            int length = number % 1_000 == 999 ? 100_000 : random.nextInt(40);
            rows.add(List.of((long) random.nextInt(500), "x".repeat(length) + number));
        }

        Map<Integer, List<List<Object>>> arrived = arrived(rows, false);

        assertThat(arrived.values().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(rows);
        Map<Object, Set<Integer>> tasksOfEntity = new HashMap<>();
        arrived.forEach((bucket, some) -> some.forEach(row -> tasksOfEntity
                .computeIfAbsent(row.getFirst(), entity -> new HashSet<>())
                .add(bucket)));
        assertThat(tasksOfEntity.values()).allSatisfy(tasks -> assertThat(tasks).hasSize(1));
        assertThat(arrived.values())
                .as("about a fifth of the entities each")
                .hasSize(TASKS)
                .allSatisfy(some -> assertThat(some.size()).isBetween(2_000, 6_000));
    }

    @Test
    void rowsWithoutAnEntityStayBehindUnlessTheyAreTheSpines() {
        List<List<Object>> rows = new ArrayList<>();
        for (int number = 0; number < 1_000; number++) {
            List<Object> row = new ArrayList<>();
            row.add(number % 2 == 0 ? null : (long) number);
            row.add("row " + number);
            rows.add(row);
        }

        Map<Integer, List<List<Object>>> ofGroup = arrived(rows, false);
        Map<Integer, List<List<Object>>> ofSpine = arrived(rows, true);

        assertThat(ofGroup.values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().filter(row -> row.getFirst() != null).toList());
        assertThat(ofSpine.values().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(ofSpine.values())
                .as("no task gets all that match nothing")
                .allSatisfy(some -> assertThat(some.size()).isLessThan(400));
    }

    @Test
    void wholeNumbersOfAnyWidthMeet() {
        EntityBytes narrow = new EntityBytes(List.of(0), List.of(DataTypes.IntegerType));
        EntityBytes wide = new EntityBytes(List.of(0), List.of(DataTypes.LongType));

        for (int key : new int[] {0, 1, -1, 42, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            narrow.read(unsafe(List.of(key), List.of(DataTypes.IntegerType)));
            wide.read(unsafe(List.of((long) key), List.of(DataTypes.LongType)));

            assertThat(TaskBuckets.taskOf(narrow.hash(), 1_000)).isEqualTo(TaskBuckets.taskOf(wide.hash(), 1_000));
        }
    }

    @Test
    void noRowsAreNoBlocks() {
        assertThat(arrived(List.of(), true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 254, 255, 256, 0xffff, 1L << 31, 1L << 40, (1L << 56) - 2, 1L << 56, Long.MAX_VALUE, -2, -1})
    void wordsArriveHoweverFarApartTheyAre(long furthest) {
        List<DataType> columns =
                List.of(DataTypes.LongType, DataTypes.LongType, DataTypes.DoubleType, DataTypes.IntegerType);
        for (long least : new long[] {0, 1, -1, -7, Long.MIN_VALUE, Long.MAX_VALUE - 3}) {
            List<List<Object>> rows = new ArrayList<>();
            rows.add(List.of(5L, least, Double.longBitsToDouble(least), (int) least));
            rows.add(List.of(5L, least + furthest, -0.0, (int) (least + furthest)));

            assertThat(packed(rows, columns)).isEqualTo(allUnsafe(rows, columns));

            rows.add(Arrays.asList(5L, null, null, null));
            rows.add(List.of(5L, 0L, 0.0, 0));

            assertThat(packed(rows, columns)).isEqualTo(allUnsafe(rows, columns));
        }
    }

    @Test
    void rowsOfManyColumnsArriveWithTheirNulls() {
        Random random = new Random(23);
        List<DataType> columns = new ArrayList<>();
        for (int column = 0; column < 150; column++) {
            columns.add(List.of(
                            DataTypes.LongType,
                            DataTypes.StringType,
                            DataTypes.BooleanType,
                            DataTypes.createDecimalType(30, 2))
                    .get(column % 4));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            List<Object> row = new ArrayList<>();
            for (DataType column : columns) {
                row.add(random.nextInt(10) == 0 ? null : anyOf(column, random));
            }
            rows.add(row);
        }

        assertThat(packed(rows, columns)).isEqualTo(allUnsafe(rows, columns));
    }

    @Test
    void aBlockTakesTheBytesThatItsRowsDifferIn() {
        List<DataType> columns = List.of(DataTypes.LongType, DataTypes.TimestampType, DataTypes.IntegerType);
        RowBlock block = new RowBlock(RowShape.of(columns));
        for (int number = 0; number < 1_000; number++) {
            Object seconds = number % 7 == 0 ? null : 1_767_225_600_000_000L + number * 1_000_000L;
            block.add(unsafe(Arrays.asList(1_000_000L + number, seconds, 3), columns));
        }

        UnsafeRow packed = new BlockEncoder(RowShape.of(columns)).encode(block, 1);

        assertThat(packed.getBinary(BlockEncoder.ROWS).length)
                .as(
                        "one for the bits of nulls, two for a thousand keys, four for as many seconds in microseconds, none for what never changes")
                .isBetween(7_000, 7_100);
    }

    private static Object anyOf(DataType column, Random random) {
        if (column.equals(DataTypes.LongType)) {
            return random.nextLong() >> random.nextInt(64);
        }
        if (column.equals(DataTypes.StringType)) {
            return "x".repeat(random.nextInt(20));
        }
        if (column.equals(DataTypes.BooleanType)) {
            return random.nextBoolean();
        }
        return Decimal.apply(new java.math.BigDecimal(new java.math.BigInteger(90, random), 2), 30, 2);
    }

    private static List<UnsafeRow> packed(List<List<Object>> rows, List<DataType> columns) {
        RowShape shape = RowShape.of(columns);
        RowBlock block = new RowBlock(shape);
        allUnsafe(rows, columns).forEach(block::add);
        UnsafeRow packed = new BlockEncoder(shape).encode(block, 1);
        BlockRowIterator unpacked =
                new BlockRowIterator(new BlockDecoder(List.of(packed).iterator(), shape), columns.size());
        List<UnsafeRow> arrived = new ArrayList<>();
        unpacked.forEachRemaining(row -> arrived.add(row.copy()));
        return arrived;
    }

    private static List<UnsafeRow> allUnsafe(List<List<Object>> rows, List<DataType> columns) {
        return rows.stream().map(row -> unsafe(row, columns)).toList();
    }

    private static int partitionOf(int bucket, int tasks) {
        Expression partition = new HashPartitioning(
                        Sequences.seq(List.<Expression>of(new Literal(bucket, DataTypes.IntegerType))), tasks)
                .partitionIdExpression();
        return (int) partition.eval(InternalRow.empty());
    }

    /** What is in the blocks, by their bucket. */
    private static Map<Integer, List<List<Object>>> arrived(List<List<Object>> rows, boolean keepsAll) {
        RowPartitioner task = new RowPartitioner(
                new RowBlockSpec("test", COLUMNS, List.of(0), keepsAll, TASKS),
                RowBlockMetrics.of(SharedSpark.session().sparkContext()),
                rows.stream().map(row -> unsafe(row, COLUMNS)).iterator());
        Map<Integer, List<List<Object>>> arrived = new HashMap<>();
        while (task.hasNext()) {
            UnsafeRow block = (UnsafeRow) task.next();
            List<List<Object>> some =
                    arrived.computeIfAbsent(block.getInt(BlockEncoder.BUCKET), bucket -> new ArrayList<>());
            BlockDecoder unpacked = new BlockDecoder(List.of(block).iterator(), RowShape.of(COLUMNS));
            RowBatch batch = new RowBatch();
            UnsafeRow row = new UnsafeRow(COLUMNS.size());
            while (unpacked.next(batch)) {
                for (int at = 0; at < batch.size(); at++) {
                    batch.point(row, at);
                    some.add(values(row));
                }
            }
            assertThat(batch.size()).isZero();
        }
        return arrived;
    }

    private static List<Object> values(UnsafeRow row) {
        List<Object> values = new ArrayList<>();
        values.add(row.isNullAt(0) ? null : row.getLong(0));
        values.add(row.getUTF8String(1).toString());
        return values;
    }

    private static UnsafeRow unsafe(List<Object> values, List<DataType> types) {
        UnsafeProjection projection = UnsafeProjection$.MODULE$.create(types.toArray(DataType[]::new));
        List<Object> converted = new ArrayList<>();
        values.forEach(value -> converted.add(value instanceof String text ? UTF8String.fromString(text) : value));
        return projection.apply(InternalRow.apply(Sequences.seq(converted))).copy();
    }
}
