package dev.tidemark.server.architecture.planted.feast;

/** Something to know of this room. */
public record Room(int number) {}
