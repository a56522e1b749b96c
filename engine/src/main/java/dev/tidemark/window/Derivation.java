package dev.tidemark.window;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Computes a value of other values of a row, always the same of the same values. Not thread-safe. */
@FunctionalInterface
public interface Derivation extends Serializable {
    /**
     * Returns the value, in the form in which a row carries it.
     *
     * @param values of the row; those before the derived feature are computed
     * @throws RuntimeException if the row cannot be computed
     */
    @Nullable
    Object value(@Nullable Object[] values);
}
