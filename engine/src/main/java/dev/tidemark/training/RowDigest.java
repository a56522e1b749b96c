package dev.tidemark.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint of rows that does not depend on their order: the sums, modulo 2^64, of two independent 64-bit hashes of
 * each row, in hexadecimal. Equal rows give equal digests; it guards against accidents, not against forgers.
 */
final class RowDigest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);

    private RowDigest() {}

    /** A half of the digest, as an aggregate over rows of a schema. */
    static Column half(StructType schema, int seed) {
        List<Column> parts = new ArrayList<>();
        parts.add(lit(seed));
        for (StructField field : schema.fields()) {
            Column column = column(field.name());
            // Spark's hash passes over nulls and does not hash maps.
            parts.add(field.dataType() instanceof MapType ? to_json(struct(column)) : column);
            parts.add(isnull(column));
        }
        return sum(xxhash64(parts.toArray(Column[]::new)).cast(DataTypes.createDecimalType(38, 0)));
    }

    static Column column(String name) {
        return col("`%s`".formatted(name.replace("`", "``")));
    }

    /**
     * The digest of both sums.
     *
     * @param first null over no rows, as the second
     */
    static String text(@Nullable BigDecimal first, @Nullable BigDecimal second) {
        return hexadecimal(first) + hexadecimal(second);
    }

    private static String hexadecimal(@Nullable BigDecimal sum) {
        BigInteger total = sum == null ? BigInteger.ZERO : sum.toBigIntegerExact();
        return "%016x".formatted(total.mod(MODULUS));
    }
}
