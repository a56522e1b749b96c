package dev.tidemark.server.answer;

import dev.tidemark.feature.Fallback;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.ValueFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a question before its entities are: which features of a group, in which order, under which names.
 * Made once per question's shape. Immutable.
 */
public final class FeaturePlan {
    private final FeatureGroup group;
    private final List<String> names;
    private final FeatureType[] types;
    private final EncodedText[] labels;
    private final Fallback[] fallbacks;
    private final boolean wantsLastKnown;
    /** The fixed fallbacks as they would be stored, null where there is none. */
    private final byte[] @Nullable [] defaults;
    /** The names as they are stored, in declared order, and where in the question each is, or -1. */
    private final byte[][] declared;

    private final int[] wanted;
    private final Map<String, Integer> byName = new HashMap<>();
    private final boolean copies;
    private final int roomForNumbers;

    private FeaturePlan(FeatureGroup group, List<Feature> features, List<String> labels) {
        this.group = group;
        this.names = features.stream().map(Feature::name).toList();
        this.types = features.stream().map(Feature::type).toArray(FeatureType[]::new);
        this.labels = labels.stream().map(EncodedText::new).toArray(EncodedText[]::new);
        this.fallbacks = features.stream().map(Feature::fallback).toArray(Fallback[]::new);
        this.wantsLastKnown = Arrays.stream(fallbacks).anyMatch(Fallback.LastKnown.class::isInstance);
        this.defaults = new byte[features.size()][];
        for (int position = 0; position < features.size(); position++) {
            if (fallbacks[position] instanceof Fallback.Value(Object value)) {
                defaults[position] = ValueFormat.encode(value);
            }
            byName.put(features.get(position).name(), position);
        }
        List<byte[]> stored = new ArrayList<>();
        group.featureNames().forEach(name -> stored.add(new EncodedText(name).messagePack()));
        declared = stored.toArray(byte[][]::new);
        wanted = group.featureNames().stream()
                .mapToInt(name -> byName.getOrDefault(name, -1))
                .toArray();
        roomForNumbers = Arrays.stream(this.labels)
                .mapToInt(label -> label.jsonName().length + JsonNumbers.LONGEST)
                .sum();
        copies = labels.equals(names) && Arrays.stream(types).allMatch(ScalarType.class::isInstance);
    }

    /**
     * Plans an answer with features of a group under their own names, each at most once.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code UNKNOWN_FEATURE
     */
    public static FeaturePlan of(FeatureGroup group, List<String> features) {
        return of(group, features, features);
    }

    /** As above, under other names. */
    public static FeaturePlan of(FeatureGroup group, List<String> features, List<String> labels) {
        return new FeaturePlan(group, features.stream().map(group::feature).toList(), labels);
    }

    public FeatureGroup group() {
        return group;
    }

    /** How many features are asked for. */
    public int size() {
        return types.length;
    }

    /** A feature's own name, which its label may differ from. */
    public String name(int feature) {
        return names.get(feature);
    }

    public EncodedText label(int feature) {
        return labels[feature];
    }

    /** The length of all labels in JSON, with numbers or nothing behind them. */
    int roomForNumbers() {
        return roomForNumbers;
    }

    /**
     * Whether a row's features, which stand one behind the other as they are asked for, are also what MessagePack
     * answers hold: text that is surely UTF-8, and whole numbers of 64 bits with a sign.
     */
    boolean isCopyOf(byte[] stored, int[] places, int first) {
        for (int feature = 0; copies && feature < types.length; feature++) {
            int place = places[first + feature];
            if (place != 0 && !PackedTypes.isPlain(types[feature], stored, place)) {
                return false;
            }
        }
        return copies;
    }

    FeatureType type(int feature) {
        return types[feature];
    }

    Fallback fallback(int feature) {
        return fallbacks[feature];
    }

    /** The fixed value of a feature whose fallback is one. */
    byte[] fixed(int feature) {
        return Objects.requireNonNull(defaults[feature]);
    }

    /** Whether any of the features wants what was last read where the store cannot be asked. */
    public boolean wantsLastKnown() {
        return wantsLastKnown;
    }

    /**
     * Where a stored feature's value begins if its name is the one that is declared at its position, else -1: rows are
     * stored in declared order unless the definition changed since.
     *
     * @param at where the name begins
     */
    int behindDeclared(int position, byte[] bytes, int at) {
        if (position >= declared.length) {
            return -1;
        }
        byte[] expected = declared[position];
        int end = at + expected.length;
        return PackedBytes.isAt(bytes, at, expected) ? end : -1;
    }

    /** The number of features that the group declares. */
    int declared() {
        return declared.length;
    }

    /** Which feature of the question the one that is declared at a position is, or -1. */
    int ofDeclared(int position) {
        return wanted[position];
    }

    /**
     * Which feature of the question a stored name is, or -1.
     *
     * @param end behind the name
     */
    int find(byte[] bytes, int at, int end) {
        int from = PackedBytes.content(bytes, at);
        Integer found = byName.get(new String(bytes, from, end - from, java.nio.charset.StandardCharsets.UTF_8));
        return found == null ? -1 : found;
    }
}
