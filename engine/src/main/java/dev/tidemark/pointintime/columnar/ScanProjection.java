package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.spark.Sequences;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataType;

/**
 * The rows and columns that are selected from a scan, as expressions over the scanned columns by their positions.
 *
 * @param conditions all hold for a selected row
 * @param output the columns of the result
 */
record ScanProjection(List<Expression> conditions, List<Expression> output) implements Serializable {
    ScanProjection {
        conditions = List.copyOf(conditions);
        output = List.copyOf(output);
    }

    /** Returns whether all expressions are deterministic and need nothing but the row. */
    boolean needOnlyTheRow() {
        return Stream.concat(conditions.stream(), output.stream())
                .allMatch(expression -> expression.deterministic()
                        && expression.references().isEmpty()
                        && !expression.containsPattern(TreePattern.PLAN_EXPRESSION()));
    }

    /** Returns whether the output is only scanned columns of one word each. */
    boolean isWords() {
        return output.stream()
                .allMatch(column -> column instanceof BoundReference && TransposedColumn.canBe(column.dataType()));
    }

    /** The positions of the output's columns among the scanned ones; only if {@link #isWords}. */
    int[] positions() {
        return output.stream()
                .mapToInt(column -> ((BoundReference) column).ordinal())
                .toArray();
    }

    List<DataType> types() {
        return output.stream().map(Expression::dataType).toList();
    }

    /** The conditions as a predicate for one partition. Not thread-safe. */
    BasePredicate newCondition(int partition) {
        Expression all = conditions.stream().reduce(And::new).orElse(Literal.TrueLiteral());
        BasePredicate condition = Predicate$.MODULE$.create(all);
        condition.initialize(partition);
        return condition;
    }

    /** The output as a projection. Not thread-safe. */
    UnsafeProjection newProjection() {
        return UnsafeProjection$.MODULE$.create(Sequences.seq(output));
    }
}
