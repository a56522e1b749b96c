package dev.tidemark.pointintime.row;

/** Two rows of one entity agree in both times, and the features that would decide between them were not read. */
public final class TiedRowsException extends RuntimeException {
    TiedRowsException(String alias) {
        super(
                "Two rows of '%s' agree in join keys, event time and created time, and not all features were read that decide between them"
                        .formatted(alias));
    }
}
