package dev.tidemark.offline;

import static dev.tidemark.schema.FeatureSchema.CREATED_AT;
import static dev.tidemark.schema.FeatureSchema.EVENT_TIMESTAMP;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Converts computed rows to the form of a feature table, so that the same computation always produces the same rows.
 */
public final class RangeRows {
    private static final String STORED_CREATED_AT = "stored__created_at";

    private final FeatureGroup group;
    private final TimeRange range;
    private final InstantSource clock;

    /** @param clock sets the created time of rows that have none */
    public RangeRows(FeatureGroup group, TimeRange range, InstantSource clock) {
        this.group = group;
        this.range = range;
        this.clock = clock;
    }

    /** @param stored the group's computed rows; unchanged rows without a created time keep the stored one */
    public Dataset<Row> of(Dataset<Row> rows, Dataset<Row> stored) {
        Dataset<Row> inRange = rows.where(TableRows.within(range));
        for (String key : group.entity().joinKeyNames()) {
            inRange = inRange.where(col(key).isNotNull());
        }
        if (TableRows.hasCreatedAt(rows)) {
            Dataset<Row> created = inRange.withColumn(CREATED_AT, coalesce(col(CREATED_AT), col(EVENT_TIMESTAMP)));
            return unique(typed(created, FeatureSchema.ofTable(group)), EVENT_TIMESTAMP, CREATED_AT);
        }
        // First reduce to one row per instant, then set its created time. In the other order, a row that one run drops
        // would be new in the next.
        Dataset<Row> timeless = typed(inRange, withoutCreatedAt(FeatureSchema.ofTable(group)));
        return typed(createdNowUnlessStored(unique(timeless, EVENT_TIMESTAMP), stored), FeatureSchema.ofTable(group));
    }

    private static StructType withoutCreatedAt(StructType schema) {
        return new StructType(Arrays.stream(schema.fields())
                .filter(field -> !field.name().equals(CREATED_AT))
                .toArray(StructField[]::new));
    }

    /** Keeps the created time of a row that is stored with the same values, so that running again changes nothing. */
    private Dataset<Row> createdNowUnlessStored(Dataset<Row> rows, Dataset<Row> stored) {
        List<String> identity = new ArrayList<>(group.entity().joinKeyNames());
        identity.add(EVENT_TIMESTAMP);
        identity.addAll(group.featureNames());
        // One comparison of structs. Separate conditions would nest as deep as there are features, and Spark walks them
        // by recursion.
        Column[] computedColumns = identity.stream().map(rows::col).toArray(Column[]::new);
        Column[] comparedColumns =
                identity.stream().map(name -> col(storedName(name)).as(name)).toArray(Column[]::new);
        Column same = struct(computedColumns).eqNullSafe(struct(comparedColumns));
        Column[] storedColumns =
                identity.stream().map(name -> col(name).as(storedName(name))).toArray(Column[]::new);
        Dataset<Row> known = stored.where(TableRows.within(range))
                .groupBy(storedColumns)
                .agg(min(CREATED_AT).as(STORED_CREATED_AT));
        return rows.join(known, same, "left")
                .withColumn(
                        CREATED_AT,
                        coalesce(
                                col(STORED_CREATED_AT),
                                greatest(lit(Microseconds.floor(clock.instant())), col(EVENT_TIMESTAMP))));
    }

    private static String storedName(String column) {
        return "stored__" + column;
    }

    /** Keeps the greatest by value of the rows that agree in key and times, so that every run keeps the same row. */
    private Dataset<Row> unique(Dataset<Row> rows, String... times) {
        if (group.computation() instanceof Computation.Windows) {
            return rows;
        }
        List<Column> identity = new ArrayList<>();
        group.entity().joinKeyNames().forEach(key -> identity.add(col(key)));
        Arrays.stream(times).forEach(time -> identity.add(col(time)));
        Column values = struct(group.featureNames().stream()
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
        List<Column> output = new ArrayList<>(identity);
        group.featureNames()
                .forEach(name -> output.add(col("greatest.values." + name).as(name)));
        return rows.groupBy(identity.toArray(Column[]::new))
                .agg(max(struct(values.as("values"), signsOfZeros(rows).as("signs")))
                        .as("greatest"))
                .select(output.toArray(Column[]::new));
    }

    /**
     * Spark treats 0.0 and -0.0 as equal: among rows that differ only in the sign of zero it would keep the one it sees
     * first.
     */
    private Column signsOfZeros(Dataset<Row> rows) {
        return array(Arrays.stream(rows.schema().fields())
                .filter(field -> field.dataType().equals(DataTypes.DoubleType)
                        || field.dataType().equals(DataTypes.FloatType))
                .map(field ->
                        when(col(field.name()).equalTo(0), col(field.name()).cast(DataTypes.StringType)))
                .toArray(Column[]::new));
    }

    private static Dataset<Row> typed(Dataset<Row> rows, StructType schema) {
        boolean goesOn = Arrays.asList(rows.columns()).contains(FeatureSchema.CHANGES_TO_COME);
        return rows.select(Arrays.stream(schema.fields())
                .map(field -> (goesOn || !field.name().equals(FeatureSchema.CHANGES_TO_COME)
                                ? col(field.name())
                                : lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(Column[]::new));
    }
}
