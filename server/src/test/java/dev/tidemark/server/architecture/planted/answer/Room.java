package dev.tidemark.server.architecture.planted.answer;

/** Something to know of this room. */
public record Room(int number) {}
