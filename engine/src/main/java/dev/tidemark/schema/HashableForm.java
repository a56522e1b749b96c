package dev.tidemark.schema;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;

/**
 * Converts values of any type to a form that Spark can hash, compare and sort. Spark supports none of that for maps and
 * variants, at any depth.
 */
public final class HashableForm {
    /** Patterns to the microsecond; Spark's patterns stop at milliseconds. */
    private static final Map<String, String> EXACT = Map.of(
            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

    private HashableForm() {}

    /** Returns true if Spark cannot hash values of a type without conversion. */
    public static boolean isNeeded(DataType type) {
        return switch (type) {
            case MapType map -> true;
            case VariantType variant -> true;
            case ArrayType array -> isNeeded(array.elementType());
            case StructType struct -> Arrays.stream(struct.fields()).anyMatch(field -> isNeeded(field.dataType()));
            default -> false;
        };
    }

    /**
     * Returns a form that is equal for equal values: a map becomes its entries in the order of their keys, a variant
     * its JSON.
     */
    public static Column of(Column value, DataType type) {
        if (!isNeeded(type)) {
            return value;
        }
        return switch (type) {
            case MapType map ->
                array_sort(transform(
                        map_entries(value),
                        entry -> struct(
                                of(entry.getField("key"), map.keyType()).as("key"),
                                of(entry.getField("value"), map.valueType()).as("value"))));
            case ArrayType array -> transform(value, item -> of(item, array.elementType()));
            case StructType struct -> when(value.isNotNull(), fields(value, struct));
            default -> to_json(value);
        };
    }

    private static Column fields(Column value, StructType type) {
        return struct(Arrays.stream(type.fields())
                .map(field -> of(value.getField(field.name()), field.dataType()).as(field.name()))
                .toArray(Column[]::new));
    }

    /** Returns a text that distinguishes different values of one type; null for null. */
    public static Column text(Column value, DataType type) {
        Column nested = to_json(struct(of(value, type).as("value")), EXACT);
        return when(value.isNotNull(), isNested(type) ? nested : value.cast("string"))
                .otherwise(lit(null).cast("string"));
    }

    private static boolean isNested(DataType type) {
        return isNeeded(type) || type instanceof ArrayType || type instanceof StructType;
    }
}
