package dev.tidemark.server.architecture.planted.definition;

/** Something to know of this room. */
public record Room(int number) {}
