package dev.tidemark.feature;

/** A column that, alone or with others, identifies an entity. */
public record JoinKey(String name, ScalarType type) {}
