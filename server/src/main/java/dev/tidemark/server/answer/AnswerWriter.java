package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;

/**
 * Writes an answer's structure and values in one format. Sizes are told before, because one format needs them there.
 * For one thread at a time.
 */
public sealed interface AnswerWriter permits JsonWriter, MessagePackWriter {
    void beginMap(int entries);

    void endMap();

    void beginList(int items);

    void endList();

    /** The name of a map's next entry. */
    void name(EncodedText name);

    void name(String name);

    void text(EncodedText text);

    void text(String text);

    void number(long number);

    void flag(boolean flag);

    void nothing();

    /** @param microseconds since the epoch, UTC */
    void instant(long microseconds);

    /**
     * A stored value of a feature.
     *
     * @param at where it begins; it is of the feature's type
     * @throws RuntimeException where the bytes are no such value
     */
    void feature(FeatureType type, byte[] stored, int at);

    /**
     * All features of a row with their labels, into a map that was begun.
     *
     * @param places from the first one on, where each feature's value stands; 0 where it has none
     * @param from where the features begin if they are stored as they are asked for, else 0
     * @param end behind the last of them
     * @throws RuntimeException as {@link #feature}
     */
    void features(FeaturePlan plan, byte[] stored, int[] places, int first, int from, int end);
}
