package dev.tidemark.sync;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Orders {@code -0.0} below {@code 0.0}, like the join of training sets; Spark treats them as equal. */
final class SignedZeros {
    /** Less than zero and greater than any negative FLOAT. */
    private static final double JUST_BELOW_ZERO = -1e-300;

    private SignedZeros() {}

    /**
     * Returns the columns to compare before the values themselves; empty if Spark's order of them is that of the join.
     */
    static Optional<Column> order(Column values, FeatureType type) {
        return switch (type) {
            case ScalarType scalar when isFractional(scalar) -> Optional.of(ofOne(values, scalar));
            case ListType list
            when isFractional(list.element()) -> Optional.of(transform(values, item -> ofOne(item, list.element())));
            default -> Optional.empty();
        };
    }

    private static boolean isFractional(ScalarType type) {
        return type == ScalarType.FLOAT32 || type == ScalarType.FLOAT64;
    }

    /**
     * Lists of FLOAT32 are long, as embeddings are, so each item becomes one number. Between FLOAT64s there is no room
     * for another number.
     */
    private static Column ofOne(Column value, ScalarType type) {
        Column text = value.cast(DataTypes.StringType);
        return type == ScalarType.FLOAT32
                ? when(value.equalTo(0).and(text.equalTo("-0.0")), lit(JUST_BELOW_ZERO))
                        .otherwise(value.cast(DataTypes.DoubleType))
                : struct(value.as("value"), when(value.equalTo(0), text).as("sign"));
    }
}
