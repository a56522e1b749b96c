package dev.tidemark.feature;

/** The source's own Iceberg table: each append is taken up when it is committed. */
public record TableAppends() implements EventStream {}
