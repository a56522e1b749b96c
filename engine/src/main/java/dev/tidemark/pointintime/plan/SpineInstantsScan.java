package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.UnsafeRows;
import dev.tidemark.pointintime.slot.SpineInstants;
import dev.tidemark.pointintime.slot.SpineInstantsBuilder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings the entities and instants of a spine to the driver: each partition as one array, in which a row is the number
 * of its key's words, these words, and its instant in microseconds. Rows without a key or an instant match nothing and
 * are left out.
 *
 * @param columns the types of the join keys, then of the instant
 */
record SpineInstantsScan(List<DataType> columns)
        implements FlatMapFunction<Iterator<InternalRow>, long[]>, Serializable {
    SpineInstantsScan {
        columns = List.copyOf(columns);
    }

    /**
     * Reads a spine.
     *
     * @param rows its join keys, then its instant
     */
    static SpineInstants read(Dataset<Row> rows) {
        List<DataType> columns =
                Arrays.stream(rows.schema().fields()).map(StructField::dataType).toList();
        SpineInstantsScan scan = new SpineInstantsScan(columns);
        return scan.laidOut(
                rows.queryExecution().toRdd().toJavaRDD().mapPartitions(scan).collect());
    }

    private EntityBytes keys() {
        return new EntityBytes(IntStream.range(0, columns.size() - 1).boxed().toList(), columns);
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> rows) {
        UnsafeRows unsafe = new UnsafeRows(CollectionConverters.asScala(rows), columns);
        int instant = columns.size() - 1;
        EntityBytes keys = keys();
        long[] packed = new long[1024];
        int end = 0;
        while (unsafe.hasNext()) {
            UnsafeRow row = unsafe.next();
            if (row.isNullAt(instant) || !keys.read(row)) {
                continue;
            }
            int words = keys.length() / 8;
            if (end + words + 2 > packed.length) {
                packed = Arrays.copyOf(packed, Math.max(packed.length * 2, end + words + 2));
            }
            packed[end] = words;
            keys.copyTo(packed, end + 1);
            packed[end + words + 1] = row.getLong(instant);
            end += words + 2;
        }
        return List.of(Arrays.copyOf(packed, end)).iterator();
    }

    private SpineInstants laidOut(List<long[]> parts) {
        SpineInstantsBuilder builder = new SpineInstantsBuilder(columns.size() - 1, rows(parts));
        EntityBytes keys = keys();
        for (long[] part : parts) {
            for (int at = 0; at < part.length; at += (int) part[at] + 2) {
                int words = (int) part[at];
                keys.take(part, at + 1, words);
                builder.add(keys, part[at + words + 1]);
            }
        }
        return builder.build();
    }

    private static int rows(List<long[]> parts) {
        int rows = 0;
        for (long[] part : parts) {
            for (int at = 0; at < part.length; at += (int) part[at] + 2) {
                rows++;
            }
        }
        return rows;
    }
}
