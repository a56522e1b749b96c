package dev.tidemark.server.architecture.planted;

/** A sealed type and its case, which may know each other. */
sealed interface Shape permits Square {
    static Shape square() {
        return new Square(1);
    }
}
