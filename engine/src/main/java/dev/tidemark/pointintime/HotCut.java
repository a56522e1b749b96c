package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Spreads hot entities over several tasks: the part of the time line becomes one more join key. Within its part a spine row finds every row that became
 * visible there; of all that became visible before, only the newest can matter, and that one row is added to the part.
 */
final class HotCut {
    static final String PART = "hot__part";

    private static final String FROM = "hot__from";
    private static final String NEWEST = "hot__newest";

    private final HotEntities hot;
    private final List<DataType> keyTypes;

    HotCut(HotEntities hot, List<DataType> keyTypes) {
        this.hot = hot;
        this.keyTypes = keyTypes;
    }

    /** The same for equal keys of spine and groups, whatever their width. */
    static Column hash(List<String> keys, List<DataType> types) {
        List<Column> same = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            same.add(col(SpineCheck.quoted(keys.get(key))).cast(types.get(key)));
        }
        return xxhash64(same.toArray(Column[]::new));
    }

    Dataset<Row> spine(Dataset<Row> spine, List<String> keys, String timestamp) {
        return spine.withColumn(PART, hot.part(hash(keys, keyTypes), unix_micros(col(SpineCheck.quoted(timestamp)))));
    }

    /**
     * A group's rows with their parts, and with the row that each part inherits.
     *
     * @param rows join keys, event time, created time and features
     * @param visibleFrom of a row, in microseconds, null for never
     * @return the same columns, with the part after the keys
     */
    Dataset<Row> group(Dataset<Row> rows, List<String> keys, Column visibleFrom) {
        List<Column> output = columns(rows, keys);
        Column hash = hash(keys, keyTypes);
        // What never becomes visible must not hide an older row that does.
        Dataset<Row> all = rows.where(visibleFrom.isNotNull()).withColumn(PART, hot.part(hash, visibleFrom));
        return all.select(output.toArray(Column[]::new)).union(inherited(all.where(hot.isHot(hash)), keys, output));
    }

    private Dataset<Row> inherited(Dataset<Row> hotRows, List<String> keys, List<Column> output) {
        List<Column> byKeyAndPart = new ArrayList<>();
        keys.forEach(key -> byKeyAndPart.add(col(key)));
        byKeyAndPart.add(col(PART));
        List<Column> value = new ArrayList<>();
        value.add(col(FeatureSchema.EVENT_TIMESTAMP));
        value.add(col(FeatureSchema.CREATED_AT));
        for (String column : hotRows.columns()) {
            if (!isFixed(column, keys)) {
                value.add(col(SpineCheck.quoted(column)));
            }
        }
        Column newest = max(col(NEWEST)).as(NEWEST);
        Dataset<Row> perPart = hotRows.withColumn(NEWEST, struct(value.toArray(Column[]::new)))
                .groupBy(byKeyAndPart.toArray(Column[]::new))
                .agg(newest)
                .withColumnRenamed(PART, FROM)
                .where(col(FROM).lt(lit(hot.mostParts() - 1)))
                .withColumn(PART, explode(sequence(col(FROM).plus(lit(1)), lit(hot.mostParts() - 1))))
                .groupBy(byKeyAndPart.toArray(Column[]::new))
                .agg(newest);
        List<Column> flat = new ArrayList<>(byKeyAndPart);
        for (String field : perPart.select(NEWEST + ".*").columns()) {
            flat.add(col(NEWEST).getField(field).as(field));
        }
        return perPart.select(flat.toArray(Column[]::new)).select(output.toArray(Column[]::new));
    }

    private static List<Column> columns(Dataset<Row> rows, List<String> keys) {
        List<Column> columns = new ArrayList<>();
        keys.forEach(key -> columns.add(col(key)));
        columns.add(col(PART));
        for (String column : rows.columns()) {
            if (!keys.contains(column)) {
                columns.add(col(SpineCheck.quoted(column)));
            }
        }
        return columns;
    }

    private static boolean isFixed(String column, List<String> keys) {
        return keys.contains(column)
                || column.equals(PART)
                || column.equals(FeatureSchema.EVENT_TIMESTAMP)
                || column.equals(FeatureSchema.CREATED_AT);
    }
}
