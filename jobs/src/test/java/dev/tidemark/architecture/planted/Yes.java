package dev.tidemark.architecture.planted;

/** A case of a sealed type. */
public record Yes() implements Answer {}
