package dev.tidemark.testing.spark;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.FeatureSchema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Types and values of Tidemark in Spark's classes, and back. */
final class SparkTypes {
    private SparkTypes() {}

    /** Columns in their order; one without a type holds nulls only. */
    static StructType schema(Map<String, Optional<FeatureType>> types) {
        List<StructField> fields = new ArrayList<>();
        types.forEach((name, type) -> fields.add(
                DataTypes.createStructField(name, type.map(FeatureSchema::type).orElse(DataTypes.NullType), true)));
        return DataTypes.createStructType(fields);
    }

    /** The type in which a test sees what an expression makes: decimals as FLOAT64, dates as midnight in UTC. */
    static FeatureType featureType(DataType type, String sql) {
        return switch (type) {
            case ByteType small -> ScalarType.INT32;
            case ShortType small -> ScalarType.INT32;
            case DecimalType decimal -> ScalarType.FLOAT64;
            case DateType date -> ScalarType.TIMESTAMP;
            case StringType text -> ScalarType.STRING;
            case NullType nothing -> ScalarType.STRING;
            case ArrayType list
            when featureType(list.elementType(), sql) instanceof ScalarType element -> new ListType(element);
            default -> {
                for (ScalarType scalar : ScalarType.values()) {
                    if (FeatureSchema.type(scalar).equals(type)) {
                        yield scalar;
                    }
                }
                throw new IllegalArgumentException(
                        "'%s' is %s, which no feature can be made of".formatted(sql, type.sql()));
            }
        };
    }

    /** A value of Spark's in Java's classes. */
    static @Nullable Object value(@Nullable Object found) {
        return switch (found) {
            case null -> null;
            case Byte number -> number.intValue();
            case Short number -> number.intValue();
            case BigDecimal number -> number.doubleValue();
            case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
            case Iterable<?> items -> {
                List<@Nullable Object> values = new ArrayList<>();
                CollectionConverters.asJava(items).forEach(item -> values.add(value(item)));
                yield values;
            }
            default -> found;
        };
    }
}
