package dev.tidemark.pointintime.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Product;

/**
 * A node of Spark's plans. It gives the arguments of its constructor in their order, as Scala's compiler would write
 * it.
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

    /** Returns whether another object is the same kind of node with equal arguments. */
    default boolean isSame(@Nullable Object other) {
        return other instanceof PlanNode node
                && node.canEqual(this)
                && node.arguments().equals(arguments());
    }
}
