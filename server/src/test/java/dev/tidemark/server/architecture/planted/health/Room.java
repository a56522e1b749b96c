package dev.tidemark.server.architecture.planted.health;

/** Something to know of this room. */
public record Room(int number) {}
