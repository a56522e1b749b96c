package dev.tidemark.pointintime.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Product;

/**
 * What Spark expects of a node of its plans and Scala's compiler would write: its constructor's arguments, in their
 * order.
 */
public interface PlanNode extends Product {
    List<Object> arguments();

    @Override
    default int productArity() {
        return arguments().size();
    }

    @Override
    default Object productElement(int number) {
        return arguments().get(number);
    }

    @Override
    default boolean canEqual(Object other) {
        return other.getClass() == getClass();
    }

    /** Whether another object is the same kind of node with equal arguments. */
    default boolean isSame(@Nullable Object other) {
        return other instanceof PlanNode node
                && node.canEqual(this)
                && node.arguments().equals(arguments());
    }
}
