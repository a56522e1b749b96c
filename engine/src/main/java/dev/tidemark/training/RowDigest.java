package dev.tidemark.training;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.tidemark.schema.Columns;
import dev.tidemark.schema.HashableForm;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint of rows that does not depend on their order: the sums, modulo 2^64, of two independent 64-bit hashes of
 * each row, in hexadecimal. Equal rows give equal digests. The digest protects against accidents, not against forgery.
 */
final class RowDigest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);

    private RowDigest() {}

    /** A half of the digest, as an aggregate over rows of a schema. */
    static Column half(StructType schema, int seed) {
        List<Column> parts = new ArrayList<>();
        parts.add(lit(seed));
        for (StructField field : schema.fields()) {
            Column column = Columns.named(field.name());
            parts.add(hashable(column, field.dataType()));
            // Spark's hash skips nulls.
            parts.add(isnull(column));
        }
        for (StructField field : schema.fields()) {
            Column column = Columns.named(field.name());
            negativeZeros(column, field.dataType()).ifPresent(parts::add);
        }
        return sum(xxhash64(parts.toArray(Column[]::new)).cast(DataTypes.createDecimalType(38, 0)));
    }

    private static Column hashable(Column column, DataType type) {
        return isDigestedAsJson(type) ? to_json(struct(column)) : HashableForm.of(column, type);
    }

    /**
     * Maps are digested as JSON, as in the first version, because manifests must stay valid for years. JSON is not used
     * for bytes and structs, which have no stable form as names.
     */
    private static boolean isDigestedAsJson(DataType type) {
        return type instanceof MapType map
                && !(map.keyType() instanceof BinaryType
                        || map.keyType() instanceof ArrayType
                        || map.keyType() instanceof StructType);
    }

    /**
     * Distinguishes -0.0 from 0.0, which Spark's hash treats as equal. The column is null, which the hash skips, if
     * there is no -0.0, so that digests of rows without it are those of earlier versions.
     */
    private static Optional<Column> negativeZeros(Column column, DataType type) {
        if (isFractional(type)) {
            return Optional.of(when(isNegativeZero(column), lit(true)));
        }
        if (type instanceof ArrayType list && isFractional(list.elementType())) {
            Column zeros = transform(column, RowDigest::isNegativeZero);
            // Most lists contain no zero, and that is cheap to check.
            return Optional.of(when(
                    array_contains(column, lit(0).cast(list.elementType()))
                            .and(exists(column, RowDigest::isNegativeZero)),
                    zeros));
        }
        return hasFractional(type) && !isDigestedAsJson(type)
                ? Optional.of(
                        when(column.cast(DataTypes.StringType).contains("-0.0"), column.cast(DataTypes.StringType)))
                : Optional.empty();
    }

    private static Column isNegativeZero(Column number) {
        return number.equalTo(lit(0)).and(pow(number, lit(-1.0)).lt(lit(0)));
    }

    private static boolean isFractional(DataType type) {
        return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    }

    private static boolean hasFractional(DataType type) {
        return switch (type) {
            case ArrayType list -> hasFractional(list.elementType());
            case StructType struct -> Arrays.stream(struct.fields()).anyMatch(field -> hasFractional(field.dataType()));
            case MapType map -> hasFractional(map.keyType()) || hasFractional(map.valueType());
            default -> isFractional(type);
        };
    }

    /**
     * Returns the digest of both sums.
     *
     * @param first null if there are no rows, like the second
     */
    static String text(@Nullable BigDecimal first, @Nullable BigDecimal second) {
        return hexadecimal(first) + hexadecimal(second);
    }

    private static String hexadecimal(@Nullable BigDecimal sum) {
        BigInteger total = sum == null ? BigInteger.ZERO : sum.toBigIntegerExact();
        return "%016x".formatted(total.mod(MODULUS));
    }
}
