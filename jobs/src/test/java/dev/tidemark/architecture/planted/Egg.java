package dev.tidemark.architecture.planted;

/** The other half of a circle. */
public record Egg(String color) {
    /** Needs what needs it. */
    public Hen hatched() {
        return new Hen(this);
    }
}
