package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.bitwise_not;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/**
 * Spreads hot entities over several tasks: the part of the time line becomes one more join key. Within its part a spine
 * row finds every row that became visible there; of all that became visible before, only the newest can matter, and
 * that one row is added to the part.
 */
final class HotCut {
    static final String PART = "hot__part";

    private final HotEntities hot;
    private final List<DataType> keyTypes;
    private final String part;
    private final String from;
    private final String newest;
    private final UnusedNames unused;

    HotCut(HotEntities hot, List<DataType> keyTypes, UnusedNames unused) {
        this.hot = hot;
        this.keyTypes = keyTypes;
        this.part = unused.like(PART);
        this.from = unused.like("hot__from");
        this.newest = unused.like("hot__newest");
        this.unused = unused;
    }

    /** The column of the part. */
    String part() {
        return part;
    }

    /** A hash that is equal for equal keys of spine and groups, whatever their width. */
    static Column hash(List<String> keys, List<DataType> types) {
        List<Column> same = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            same.add(Columns.named(keys.get(key)).cast(types.get(key)));
        }
        return xxhash64(same.toArray(Column[]::new));
    }

    Dataset<Row> spine(Dataset<Row> spine, List<String> keys, String timestamp) {
        return spine.withColumn(part, hot.part(hash(keys, keyTypes), unix_micros(Columns.named(timestamp))));
    }

    /**
     * A group's rows with their parts, and with the row that each part inherits.
     *
     * @param rows join keys, event time, created time and features
     * @param visibleFrom of a row, in microseconds, null for never
     * @return the same columns, with the part after the keys
     */
    Dataset<Row> group(Dataset<Row> rows, List<String> keys, Column visibleFrom, TieOrder ties) {
        Column[] output = columns(rows, keys);
        Column hash = hash(keys, keyTypes);
        // What never becomes visible must not hide an older row that does.
        Dataset<Row> all = rows.where(visibleFrom.isNotNull()).withColumn(part, hot.part(hash, visibleFrom));
        Dataset<Row> hotRows = all.where(hot.isHot(hash));
        Dataset<Row> parts = all.select(output)
                .union(inherited(hotRows, keys, newestFields(rows, keys, ties), true)
                        .select(output));
        // The join notices rows that tie by meeting both: the features that would decide are not here.
        return ties.isComplete()
                ? parts
                : parts.union(inherited(hotRows, keys, leastOfNewestFields(rows, keys, ties), false)
                        .select(output));
    }

    private Dataset<Row> inherited(Dataset<Row> hotRows, List<String> keys, List<Column> fields, boolean greatest) {
        List<Column> byKeyAndPart = new ArrayList<>();
        keys.forEach(key -> byKeyAndPart.add(col(key)));
        byKeyAndPart.add(col(part));
        Column chosen = (greatest ? max(col(newest)) : min(col(newest))).as(newest);
        Dataset<Row> perPart = hotRows.withColumn(newest, struct(fields.toArray(Column[]::new)))
                .groupBy(byKeyAndPart.toArray(Column[]::new))
                .agg(chosen)
                .withColumnRenamed(part, from)
                .where(col(from).lt(lit(hot.mostParts() - 1)))
                .withColumn(part, explode(sequence(col(from).plus(lit(1)), lit(hot.mostParts() - 1))))
                .groupBy(byKeyAndPart.toArray(Column[]::new))
                .agg(chosen);
        List<Column> flat = new ArrayList<>(byKeyAndPart);
        for (String field : perPart.select(newest + ".*").columns()) {
            flat.add(col(newest).getField(field).as(field));
        }
        return perPart.select(flat.toArray(Column[]::new));
    }

    private List<Column> newestFields(Dataset<Row> rows, List<String> keys, TieOrder ties) {
        List<Column> fields = new ArrayList<>();
        fields.add(col(FeatureSchema.EVENT_TIMESTAMP));
        fields.add(col(FeatureSchema.CREATED_AT));
        fields.addAll(features(rows, keys, ties));
        return fields;
    }

    /** Among the rows with the greatest times, the least is the least of all when the times are inverted. */
    private List<Column> leastOfNewestFields(Dataset<Row> rows, List<String> keys, TieOrder ties) {
        List<Column> fields = new ArrayList<>();
        fields.add(turned(FeatureSchema.EVENT_TIMESTAMP).as("turned_event"));
        fields.add(turned(FeatureSchema.CREATED_AT).as("turned_created"));
        fields.addAll(features(rows, keys, ties));
        fields.add(col(FeatureSchema.EVENT_TIMESTAMP));
        fields.add(col(FeatureSchema.CREATED_AT));
        return fields;
    }

    private static Column turned(String instant) {
        return bitwise_not(coalesce(unix_micros(col(instant)), lit(Long.MIN_VALUE)));
    }

    private List<Column> features(Dataset<Row> rows, List<String> keys, TieOrder ties) {
        List<Column> fields = new ArrayList<>();
        List<StructField> features =
                Arrays.asList(rows.schema().fields()).subList(keys.size() + 2, rows.columns().length);
        for (int position : ties.features()) {
            StructField feature = features.get(position);
            Column value = Columns.named(feature.name());
            fields.addAll(
                    TieColumns.of(value, feature.dataType(), feature.name(), unused.like("zero__" + feature.name())));
        }
        return fields;
    }

    private Column[] columns(Dataset<Row> rows, List<String> keys) {
        List<Column> columns = new ArrayList<>();
        keys.forEach(key -> columns.add(col(key)));
        columns.add(col(part));
        for (String column : Arrays.asList(rows.columns()).subList(keys.size(), rows.columns().length)) {
            columns.add(Columns.named(column));
        }
        return columns.toArray(Column[]::new);
    }
}
