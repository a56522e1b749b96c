package dev.tidemark.server.architecture.planted;

/** Half of a circle that must be found. */
public record Knot(int number) {
    Loop loop() {
        return new Loop(this);
    }
}
