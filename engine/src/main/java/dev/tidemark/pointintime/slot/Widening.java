package dev.tidemark.pointintime.slot;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import scala.Option;

/** Casts of whole numbers, which never fail and know no time zone. */
final class Widening {
    private Widening() {}

    static Expression to(Expression key, DataType type) {
        return new Cast(key, type, Option.empty(), Cast$.MODULE$.apply$default$4());
    }
}
