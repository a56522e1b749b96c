package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_subtract;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Joins by plain SQL, for a Spark that cannot be extended: spine and groups become one table, ordered once by entity
 * and time, in which each group's newest row so far is a running maximum over (event time, created time, features).
 */
final class UnionPlan {
    private static final String TIME = "union__time";
    private static final String IS_SPINE = "union__is_spine";
    private static final String SPINE = "union__spine";
    private static final String KEY = "union__key_";
    private static final String GROUP = "union__group_";
    private static final String EVENT = "event";
    private static final String CREATED = "created";
    private static final String VALUE = "value__";

    private final JoinRequest request;
    private final SpineStatistics statistics;
    private final KeySet keySet;
    private final List<DataType> keyTypes;
    private final Dataset<Row> spine;

    private UnionPlan(JoinRequest request, SpineStatistics statistics, KeySet keySet, Dataset<Row> spine) {
        this.request = request;
        this.statistics = statistics;
        this.keySet = keySet;
        this.keyTypes = keySet.types(spine.schema());
        this.spine = spine;
    }

    static Dataset<Row> run(JoinRequest request, SpineStatistics statistics) {
        Dataset<Row> joined = request.spine();
        for (KeySet keySet : KeySet.of(request.groups())) {
            joined = new UnionPlan(request, statistics, keySet, joined).join();
        }
        return joined.select(SlotPlan.output(request));
    }

    private Dataset<Row> join() {
        List<StructType> histories = new ArrayList<>();
        List<Dataset<Row>> groups = new ArrayList<>();
        for (int number = 0; number < keySet.groups().size(); number++) {
            Dataset<Row> history = history(number);
            groups.add(history);
            histories.add((StructType) history.schema().apply(GROUP + number).dataType());
        }
        Dataset<Row> union = spineRows(histories);
        for (int number = 0; number < groups.size(); number++) {
            union = union.unionByName(padded(groups.get(number), histories, number));
        }
        return output(union);
    }

    private Dataset<Row> spineRows(List<StructType> histories) {
        List<Column> columns = new ArrayList<>();
        for (int key = 0; key < keyTypes.size(); key++) {
            columns.add(spineColumn(keySet.columns().get(key))
                    .cast(keyTypes.get(key))
                    .as(KEY + key));
        }
        columns.add(unix_micros(spineColumn(request.timestampColumn())).as(TIME));
        columns.add(lit(true).as(IS_SPINE));
        columns.add(struct(Arrays.stream(spine.columns())
                        .map(UnionPlan::spineColumn)
                        .toArray(Column[]::new))
                .as(SPINE));
        for (int number = 0; number < histories.size(); number++) {
            columns.add(lit(null).cast(histories.get(number)).as(GROUP + number));
        }
        return spine.select(columns.toArray(Column[]::new));
    }

    /**
     * A group's rows that may ever count: the instant from which each does, and all that decides between them in one
     * struct.
     */
    private Dataset<Row> history(int number) {
        JoinedGroup group = keySet.groups().get(number);
        List<Column> columns = new ArrayList<>();
        List<String> keys = keySet.keys(group);
        for (int key = 0; key < keys.size(); key++) {
            columns.add(col(keys.get(key)).cast(keyTypes.get(key)).as(KEY + key));
        }
        columns.add(VisibleFrom.of(group, request.knowledge()).as(TIME));
        columns.add(lit(false).as(IS_SPINE));
        List<Column> value = new ArrayList<>();
        value.add(unix_micros(col(FeatureSchema.EVENT_TIMESTAMP)).as(EVENT));
        value.add(unix_micros(col(FeatureSchema.CREATED_AT)).as(CREATED));
        List<String> deciding = TieColumns.deciding(group);
        for (String feature : deciding) {
            value.addAll(
                    TieColumns.of(col(feature), TieColumns.type(group, feature), VALUE + feature, "zero__" + feature));
        }
        columns.add(struct(value.toArray(Column[]::new)).as(GROUP + number));
        // A spine row with a null key stands beside no feature row: those have keys. A null instant is never.
        return statistics
                .bounds(group, request.knowledge())
                .apply(group.rows())
                .select(columns.toArray(Column[]::new))
                .where(col(TIME).isNotNull())
                .where(keysAreThere());
    }

    private Column keysAreThere() {
        Column all = lit(true);
        for (int key = 0; key < keyTypes.size(); key++) {
            all = all.and(col(KEY + key).isNotNull());
        }
        return all;
    }

    private Dataset<Row> padded(Dataset<Row> history, List<StructType> histories, int own) {
        Dataset<Row> padded = history.withColumn(
                SPINE,
                lit(null)
                        .cast(spine.select(struct(spineColumns()).as(SPINE))
                                .schema()
                                .apply(SPINE)
                                .dataType()));
        for (int number = 0; number < histories.size(); number++) {
            if (number != own) {
                padded = padded.withColumn(GROUP + number, lit(null).cast(histories.get(number)));
            }
        }
        return padded;
    }

    private Column[] spineColumns() {
        return Arrays.stream(spine.columns()).map(UnionPlan::spineColumn).toArray(Column[]::new);
    }

    private Dataset<Row> output(Dataset<Row> union) {
        List<Column> keys = new ArrayList<>();
        for (int key = 0; key < keyTypes.size(); key++) {
            keys.add(col(KEY + key));
        }
        // Of equal times the groups' rows come first: the right edge is inclusive.
        WindowSpec soFar = Window.partitionBy(keys.toArray(Column[]::new))
                .orderBy(col(TIME).asc_nulls_first(), col(IS_SPINE).asc())
                .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        List<Column> newest = new ArrayList<>();
        newest.add(col(IS_SPINE));
        newest.add(col(TIME));
        newest.add(col(SPINE));
        for (int number = 0; number < keySet.groups().size(); number++) {
            newest.add(max(col(GROUP + number)).over(soFar).as(GROUP + number));
        }
        List<Column> output = new ArrayList<>();
        for (StructField field : spine.schema().fields()) {
            output.add(col(SPINE).getField(field.name()).as(field.name()));
        }
        for (int number = 0; number < keySet.groups().size(); number++) {
            addFeatures(number, output);
        }
        return union.select(newest.toArray(Column[]::new)).where(col(IS_SPINE)).select(output.toArray(Column[]::new));
    }

    private void addFeatures(int number, List<Column> output) {
        JoinedGroup group = keySet.groups().get(number);
        Column found = col(GROUP + number);
        Column held = found.isNotNull().and(youngEnough(group, found.getField(EVENT)));
        for (int feature = 0; feature < group.features().size(); feature++) {
            String name = group.features().get(feature);
            output.add(
                    when(held, found.getField(VALUE + name)).as(request.names().of(group, name)));
        }
        request.names()
                .matchOf(group)
                .ifPresent(name -> output.add(org.apache
                        .spark
                        .sql
                        .functions
                        .coalesce(held, lit(false))
                        .as(name)));
    }

    private static Column youngEnough(JoinedGroup group, Column event) {
        long ttl = group.group().timeToLive().microseconds();
        return ttl == Long.MAX_VALUE
                ? lit(true)
                : try_subtract(col(TIME), event).leq(lit(ttl));
    }

    private static Column spineColumn(String name) {
        return Columns.named(name);
    }
}
