package dev.tidemark.window;

import java.util.List;

/**
 * A feature that is computed of values before it in the same row.
 *
 * @param reads the positions of these values
 */
public record DerivedFeature(List<Integer> reads, Derivation derivation) implements RowFeature {
    public DerivedFeature {
        reads = List.copyOf(reads);
    }
}
