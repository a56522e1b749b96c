package dev.tidemark.architecture.planted;

/** A sealed type that names its case. */
public sealed interface Answer permits Yes {
    /** The only one. */
    static Answer yes() {
        return new Yes();
    }
}
