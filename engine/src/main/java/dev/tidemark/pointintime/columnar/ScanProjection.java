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
 * Which of the rows that are scanned are wanted, and what of them: expressions over the scanned columns by their
 * positions.
 *
 * @param conditions that all hold for a wanted row
 * @param output the columns that are made of it
 */
record ScanProjection(List<Expression> conditions, List<Expression> output) implements Serializable {
    ScanProjection {
        conditions = List.copyOf(conditions);
        output = List.copyOf(output);
    }

    /** Whether they say the same of a row whenever they are asked, and need nothing but the row. */
    boolean needOnlyTheRow() {
        return Stream.concat(conditions.stream(), output.stream())
                .allMatch(expression -> expression.deterministic()
                        && expression.references().isEmpty()
                        && !expression.containsPattern(TreePattern.PLAN_EXPRESSION()));
    }

    /** Whether the output is nothing but scanned columns, each of them one word of a row. */
    boolean isWords() {
        return output.stream()
                .allMatch(column -> column instanceof BoundReference && TransposedColumn.canBe(column.dataType()));
    }

    /** Where the columns of the output are among the scanned, if they are. */
    int[] positions() {
        return output.stream()
                .mapToInt(column -> ((BoundReference) column).ordinal())
                .toArray();
    }

    List<DataType> types() {
        return output.stream().map(Expression::dataType).toList();
    }

    /** True for the wanted rows. Not thread-safe, and for one partition. */
    BasePredicate newCondition(int partition) {
        Expression all = conditions.stream().reduce(And::new).orElse(Literal.TrueLiteral());
        BasePredicate condition = Predicate$.MODULE$.create(all);
        condition.initialize(partition);
        return condition;
    }

    /** Makes the output of a row. Not thread-safe. */
    UnsafeProjection newProjection() {
        return UnsafeProjection$.MODULE$.create(Sequences.seq(output));
    }
}
