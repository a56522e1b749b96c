package dev.tidemark.server.architecture.planted.log;

/** Something to know of this room. */
public record Room(int number) {}
