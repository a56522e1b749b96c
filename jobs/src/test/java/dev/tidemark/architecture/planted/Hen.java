package dev.tidemark.architecture.planted;

/** One half of a circle. */
public record Hen(Egg from) {}
