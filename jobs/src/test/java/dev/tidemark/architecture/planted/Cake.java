package dev.tidemark.architecture.planted;

/** A class that names its builder. */
public record Cake(Layer layer) {
    /** A class nested in it. */
    public record Layer(Class<Cake> of) {}

    /** Begins a cake. */
    public static CakeBuilder builder() {
        return new CakeBuilder();
    }
}
