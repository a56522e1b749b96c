package dev.tidemark.compile;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.window.DerivedFeature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;

/** Compiles derived features: SQL expressions over the features that are declared before them. */
public final class DerivedExpressions {
    private DerivedExpressions() {}

    /**
     * Compiles one expression.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH or INVALID_DEFINITION if it does not fit the features
     */
    public static DerivedFeature of(FeatureGroup group, Feature feature, String sql) {
        List<Feature> before = group.features().subList(0, group.features().indexOf(feature));
        StructType schema = schema(before);
        List<String> names = before.stream().map(Feature::name).toList();
        String subject = "Feature '%s' of feature group '%s' cannot be derived as '%s': "
                .formatted(feature.name(), group.name(), sql);
        @SuppressWarnings("unchecked") // Scala's sequences are covariant.
        Seq<Attribute> attributes = (Seq<Attribute>) (Seq<?>) DataTypeUtils.toAttributes(schema);
        Set<String> reads = new LinkedHashSet<>();
        Expression value = analyzed(sql, attributes, subject, names);
        RowExpression.check(value, subject, reads);
        return new DerivedFeature(
                reads.stream().map(names::indexOf).toList(),
                new SparkDerivation(typed(value, feature, attributes, subject, sql), attributes));
    }

    private static Expression analyzed(String sql, Seq<Attribute> attributes, String subject, List<String> names) {
        try {
            return SessionlessAnalyzer.analyzed(sql, attributes);
        } catch (Exception e) { // Spark's own are checked, but not declared.
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    subject + RowExpression.problem(e, names, "no feature before it is named '%s'; %s"),
                    e);
        }
    }

    private static StructType schema(List<Feature> features) {
        List<StructField> fields = new ArrayList<>();
        features.forEach(feature ->
                fields.add(DataTypes.createStructField(feature.name(), FeatureSchema.type(feature.type()), true)));
        return DataTypes.createStructType(fields);
    }

    /** Converts a value to the declared type where that loses nothing. */
    private static Expression typed(
            Expression value, Feature feature, Seq<Attribute> attributes, String subject, String sql) {
        DataType declared = FeatureSchema.type(feature.type());
        DataType found = value.dataType();
        if (DataType.equalsIgnoreNullability(found, declared)) {
            return value;
        }
        boolean isDecimal = found instanceof DecimalType && declared.equals(DataTypes.DoubleType);
        if (isDecimal || Cast.canUpCast(found, declared)) {
            return SessionlessAnalyzer.analyzed("CAST((%s) AS %s)".formatted(sql, declared.sql()), attributes);
        }
        throw new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH,
                "%sits values are %s, but the feature is declared %s; declare the type of the values, or say CAST(.. AS %s)"
                        .formatted(subject, found.sql(), feature.type().text(), declared.sql()));
    }
}
