package dev.tidemark.server.architecture.planted.http;

/** Something to know of this room. */
public record Room(int number) {}
