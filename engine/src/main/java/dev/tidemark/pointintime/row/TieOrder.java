package dev.tidemark.pointintime.row;

import java.io.Serializable;
import java.util.List;

/**
 * Which features decide between rows of one entity that agree in both times.
 *
 * @param features their positions among the features that are read, the one that decides first coming first
 * @param isComplete whether these are all that the group has; if not, rows that differ in them cannot be told apart for
 *     certain
 */
public record TieOrder(List<Integer> features, boolean isComplete) implements Serializable {
    public TieOrder {
        features = List.copyOf(features);
    }
}
