package dev.tidemark.pointintime.row;

import java.io.Serializable;
import java.util.List;

/**
 * The features that decide between rows of one entity that agree in both times.
 *
 * @param features their positions among the features that are read, the first to decide first
 * @param isComplete whether these are all features of the group; if not, the order of rows that differ in them is not
 *     certain
 */
public record TieOrder(List<Integer> features, boolean isComplete) implements Serializable {
    public TieOrder {
        features = List.copyOf(features);
    }
}
