package dev.tidemark.training.source;

/**
 * A group that a training set computes from its source.
 *
 * @param source its name
 * @param state the pinned state of the source, in a few words
 * @param reason for the choice, as the end of a sentence
 */
public record SourceExplanation(String alias, String source, String state, String reason) {}
