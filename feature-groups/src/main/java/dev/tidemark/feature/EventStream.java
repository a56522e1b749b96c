package dev.tidemark.feature;

/** A stream that delivers a source's events as they happen. */
public sealed interface EventStream permits KafkaTopic, TableAppends {}
