package dev.tidemark.architecture.planted;

/** A builder of a class that names it. */
public final class CakeBuilder {
    /** Makes what was built. */
    public Cake build() {
        return new Cake(new Cake.Layer(Cake.class));
    }
}
