package dev.tidemark.feature;

/** How the events of a source arrive while they happen. */
public sealed interface EventStream permits KafkaTopic, TableAppends {}
