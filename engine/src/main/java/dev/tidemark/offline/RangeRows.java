package dev.tidemark.offline;

import static dev.tidemark.schema.FeatureSchema.CREATED_AT;
import static dev.tidemark.schema.FeatureSchema.EVENT_TIMESTAMP;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

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

/** Brings computed rows into the form of a feature table and adds what the touched days hold outside the range. */
final class RangeRows {
    private static final String STORED_CREATED_AT = "stored__created_at";

    private final FeatureGroup group;
    private final TimeRange range;
    private final Dataset<Row> stored;
    private final InstantSource clock;

    RangeRows(FeatureGroup group, TimeRange range, Dataset<Row> stored, InstantSource clock) {
        this.group = group;
        this.range = range;
        this.stored = stored;
        this.clock = clock;
    }

    Dataset<Row> complete(Dataset<Row> rows) {
        Dataset<Row> inRange = rows.where(OfflineStore.within(range));
        for (String key : group.entity().joinKeyNames()) {
            inRange = inRange.where(col(key).isNotNull());
        }
        Dataset<Row> created = OfflineStore.hasCreatedAt(rows)
                ? inRange.withColumn(CREATED_AT, coalesce(col(CREATED_AT), col(EVENT_TIMESTAMP)))
                : createdNowUnlessStored(inRange);
        Dataset<Row> ordered = created.select(columns());
        Dataset<Row> unique = group.computation() instanceof Computation.Windows ? ordered : withoutDuplicates(ordered);
        TimeRange days = range.wholeDays();
        if (days.equals(range)) {
            return unique;
        }
        return unique.unionByName(stored.where(OfflineStore.within(days))
                .where(not(OfflineStore.within(range)))
                .select(columns()));
    }

    /** Keeps the created time of a row that is stored with the same values: running again changes nothing. */
    private Dataset<Row> createdNowUnlessStored(Dataset<Row> rows) {
        List<String> identity = new ArrayList<>(group.entity().joinKeyNames());
        identity.add(EVENT_TIMESTAMP);
        identity.addAll(group.featureNames());
        Column same = lit(true);
        List<Column> storedColumns = new ArrayList<>();
        for (String name : identity) {
            same = same.and(rows.col(name).eqNullSafe(col(storedName(name))));
            storedColumns.add(col(name).as(storedName(name)));
        }
        Dataset<Row> known = stored.where(OfflineStore.within(range))
                .groupBy(storedColumns.toArray(Column[]::new))
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

    /** Of rows that agree in key and both times, keeps the greatest by value, so that every run keeps the same. */
    private Dataset<Row> withoutDuplicates(Dataset<Row> rows) {
        List<Column> identity = new ArrayList<>();
        group.entity().joinKeyNames().forEach(key -> identity.add(col(key)));
        identity.add(col(EVENT_TIMESTAMP));
        identity.add(col(CREATED_AT));
        Column values = struct(group.featureNames().stream()
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
        List<Column> output = new ArrayList<>(identity);
        group.featureNames().forEach(name -> output.add(col("values." + name).as(name)));
        return rows.groupBy(identity.toArray(Column[]::new))
                .agg(max(values).as("values"))
                .select(output.toArray(Column[]::new));
    }

    private Column[] columns() {
        return Arrays.stream(FeatureSchema.of(group).fields())
                .map(field -> col(field.name()).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new);
    }
}
