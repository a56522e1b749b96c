package dev.tidemark.testing.spark;

import dev.tidemark.compile.SessionlessAnalyzer;
import dev.tidemark.feature.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedMutableProjection;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.immutable.Seq;

/**
 * Conditions and computed columns of single rows, by Spark's own parser, analyzer and interpreter: without a session,
 * which takes seconds to start, and with the same result.
 */
public final class RowExpressions {
    private final StructType schema;

    private RowExpressions(StructType schema) {
        this.schema = schema;
    }

    /** An expression's type, and its value for each row. */
    public record Computed(FeatureType type, List<@Nullable Object> values) {}

    /** Expressions over columns of these types; a column without a type holds nulls only. */
    public static RowExpressions over(Map<String, Optional<FeatureType>> types) {
        return new RowExpressions(SparkTypes.schema(types));
    }

    /**
     * Computes an expression for each row.
     *
     * @throws IllegalArgumentException where it does not parse or does not fit the columns, or where a value does not
     *     fit it
     */
    public Computed compute(String sql, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        try {
            return SQLConf.withExistingConf(SessionlessAnalyzer.settings(), () -> evaluate(sql, rows));
        } catch (Exception e) { // Spark's own are checked, but not declared.
            throw new IllegalArgumentException(
                    "Invalid expression '%s': %s"
                            .formatted(sql, String.valueOf(e.getMessage()).strip()),
                    e);
        }
    }

    private Computed evaluate(String sql, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        @SuppressWarnings("unchecked") // Scala's sequences are covariant.
        Seq<Attribute> columns = (Seq<Attribute>) (Seq<?>) DataTypeUtils.toAttributes(schema);
        Expression value = SessionlessAnalyzer.analyzed(sql, columns);
        DataType type = value.dataType();
        InterpretedMutableProjection projection =
                new InterpretedMutableProjection(SessionlessAnalyzer.sequence(value), columns);
        projection.initialize(0);
        Function1<Object, Object> toCatalyst = CatalystTypeConverters.createToCatalystConverter(schema);
        List<@Nullable Object> values = new ArrayList<>();
        for (Map<String, ? extends @Nullable Object> row : rows) {
            InternalRow computed = projection.apply((InternalRow) toCatalyst.apply(external(row)));
            values.add(SparkTypes.value(CatalystTypeConverters.convertToScala(computed.get(0, type), type)));
        }
        return new Computed(SparkTypes.featureType(type, sql), values);
    }

    private Row external(Map<String, ? extends @Nullable Object> row) {
        @Nullable Object[] values = new Object[schema.length()];
        for (int position = 0; position < values.length; position++) {
            values[position] = row.get(schema.fieldNames()[position]);
        }
        return RowFactory.create(values);
    }
}
