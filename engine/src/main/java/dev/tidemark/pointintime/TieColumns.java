package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The order of features by plain SQL, where SQL's own falls short: it takes -0.0 for 0.0, and the rule book wants a
 * total order, in which -0.0 comes first.
 */
final class TieColumns {
    private TieColumns() {}

    /**
     * The features of a group in declared order, which is the order in which they decide; those that its rows have no
     * column for are all null.
     */
    static List<String> deciding(JoinedGroup group) {
        List<String> stored = Arrays.asList(group.rows().columns());
        return group.group().featureNames().stream().filter(stored::contains).toList();
    }

    static DataType type(JoinedGroup group, String feature) {
        StructType schema = group.rows().schema();
        return schema.apply(feature).dataType();
    }

    /**
     * Fields of a struct that compare as a value does.
     *
     * @param value as it is, among the fields
     * @param name of the value's own field
     * @param marker of the field that tells -0.0 from 0.0, where the type has them
     */
    static List<Column> of(Column value, DataType type, String name, String marker) {
        List<Column> fields = new ArrayList<>();
        if (isFractional(type)) {
            fields.add(value.as(name));
            fields.add(isPositiveZero(value).as(marker));
        } else if (type instanceof ArrayType list && isFractional(list.elementType())) {
            fields.add(transform(
                            value,
                            item -> struct(item.as("item"), isPositiveZero(item).as("zero")))
                    .as(marker));
            fields.add(value.as(name));
        } else {
            fields.add(value.as(name));
        }
        return fields;
    }

    private static boolean isFractional(DataType type) {
        return type.equals(DataTypes.FloatType) || type.equals(DataTypes.DoubleType);
    }

    /** False for -0.0, true for 0.0, null for all else. */
    private static Column isPositiveZero(Column value) {
        return when(value.equalTo(lit(0)), pow(value, lit(-1.0)).gt(lit(0)));
    }
}
