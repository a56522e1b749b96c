package dev.tidemark.feature;

/** The appends to the source's Iceberg table: the stream reads each append once it is committed. */
public record TableAppends() implements EventStream {}
