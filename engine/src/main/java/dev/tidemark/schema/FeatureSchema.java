package dev.tidemark.schema;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A feature group's columns as Spark types. */
public final class FeatureSchema {
    /** Business time from which a row is valid. */
    public static final String EVENT_TIMESTAMP = FeatureRow.EVENT_TIMESTAMP;

    /** The instant from which a row could be known. */
    public static final String CREATED_AT = FeatureRow.CREATED_AT;

    /** How the values of an entity's last row of a run go on: {@link dev.tidemark.feature.ChangesToCome}. */
    public static final String CHANGES_TO_COME = FeatureRow.CHANGES_TO_COME;

    private FeatureSchema() {}

    /** Returns true if the values of a group's rows change between rows, so that its table says how they go on. */
    public static boolean hasChangesToCome(FeatureGroup group) {
        return group.computation() instanceof Computation.Windows windows
                && !(windows.emission() instanceof Emission.OnEvent);
    }

    /** The columns of a group's table: those of its rows, and one for changes to come where the group has them. */
    public static StructType ofTable(FeatureGroup group) {
        StructType rows = of(group);
        return hasChangesToCome(group)
                ? rows.add(DataTypes.createStructField(CHANGES_TO_COME, DataTypes.BinaryType, true))
                : rows;
    }

    /** Join keys, both timestamps and features, in this order; only features are nullable. */
    public static StructType of(FeatureGroup group) {
        List<StructField> fields = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            fields.add(DataTypes.createStructField(key.name(), type(key.type()), false));
        }
        fields.add(DataTypes.createStructField(EVENT_TIMESTAMP, DataTypes.TimestampType, false));
        fields.add(DataTypes.createStructField(CREATED_AT, DataTypes.TimestampType, false));
        for (Feature feature : group.features()) {
            fields.add(DataTypes.createStructField(feature.name(), type(feature.type()), true));
        }
        return DataTypes.createStructType(fields);
    }

    public static DataType type(FeatureType type) {
        return switch (type) {
            case ScalarType scalar ->
                switch (scalar) {
                    case BOOL -> DataTypes.BooleanType;
                    case INT32 -> DataTypes.IntegerType;
                    case INT64 -> DataTypes.LongType;
                    case FLOAT32 -> DataTypes.FloatType;
                    case FLOAT64 -> DataTypes.DoubleType;
                    case STRING -> DataTypes.StringType;
                    case BYTES -> DataTypes.BinaryType;
                    case TIMESTAMP -> DataTypes.TimestampType;
                };
            case ListType list -> DataTypes.createArrayType(type(list.element()), true);
        };
    }
}
