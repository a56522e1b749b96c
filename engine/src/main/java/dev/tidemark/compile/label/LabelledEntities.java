package dev.tidemark.compile.label;

import static org.apache.spark.sql.functions.xxhash64;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.BloomFilterMightContain;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/** The entities of some labels, as a filter for events before they are shuffled: it lets a few others pass. */
final class LabelledEntities {
    private static final String HASH = "label__hash";
    private static final double OTHERS_THAT_PASS = 0.02;

    /** More labels are better left to the shuffle than to one filter. */
    private static final long MOST_LABELS = 4_000_000;

    /** With fewer events for a label, most events may be of entities that have labels. */
    private static final int LEAST_EVENTS_PER_LABEL = 8;

    private LabelledEntities() {}

    /**
     * Returns the events that may belong to labels: all of them where a filter would not pay.
     *
     * @param labels the label rows; only their keys are read
     * @param labelKeys their join keys, in the types of the events' keys
     * @param count of the labels
     * @param eventKeys the names of the events' join keys
     */
    static Dataset<Row> filter(
            Dataset<Row> events, Dataset<Row> labels, List<Column> labelKeys, long count, List<String> eventKeys) {
        if (count == 0 || count > MOST_LABELS || rows(events) < count * LEAST_EVENTS_PER_LABEL) {
            return events;
        }
        BloomFilter entities = labels.select(
                        xxhash64(labelKeys.toArray(Column[]::new)).as(HASH))
                .stat()
                .bloomFilter(HASH, count, OTHERS_THAT_PASS);
        Column[] keys = eventKeys.stream().map(events::col).toArray(Column[]::new);
        return events.where(ExpressionUtils.column(new BloomFilterMightContain(
                Literal.create(bytes(entities), DataTypes.BinaryType), ExpressionUtils.expression(xxhash64(keys)))));
    }

    /** An underestimate: Spark knows the size of files, whose rows are compressed. */
    private static double rows(Dataset<Row> events) {
        return events.queryExecution().optimizedPlan().stats().sizeInBytes().toDouble()
                / Math.max(1, events.schema().defaultSize());
    }

    private static byte[] bytes(BloomFilter filter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            filter.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
