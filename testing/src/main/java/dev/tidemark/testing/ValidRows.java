package dev.tidemark.testing;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.time.Knowledge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a group that are valid at one instant, one at most for each entity. */
public final class ValidRows {
    private final Given given;
    private final Instant instant;
    private final Knowledge knowledge;

    ValidRows(Given given, Instant instant, Knowledge knowledge) {
        this.given = given;
        this.instant = instant;
        this.knowledge = knowledge;
    }

    /**
     * Counts only rows that were written by the instant, so that late events are not seen before they arrived. The
     * source must have a created column.
     */
    public ValidRows asKnown() {
        boolean hasCreated = group().sources().stream()
                .allMatch(source -> source.createdTimestamp().isPresent());
        if (!hasCreated) {
            throw new IllegalArgumentException(
                    "Feature group '%s' cannot be asked asKnown(): expected sources that say .created(\"column\")"
                            .formatted(group().name()));
        }
        return new ValidRows(given, instant, Knowledge.asKnown());
    }

    /** The rows of the same test at another instant. */
    public ValidRows at(String newInstant) {
        return given.at(newInstant);
    }

    /** The rows of the same test at another instant. */
    public ValidRows at(Instant newInstant) {
        return given.at(newInstant);
    }

    /**
     * Fails where an entity has another row. Floating point values may differ by a billionth of their size.
     *
     * @throws AssertionError that has each feature's expected and actual value
     */
    public ValidRows expect(ExpectedRow... rows) {
        given.use();
        for (ExpectedRow row : rows) {
            EntityKey key = key(row.values());
            Map<String, @Nullable Object> features = features(row);
            FeatureRow actual = valid(key).orElseThrow(() -> missing(key));
            new RowComparison(group(), actual, features).check(place(key));
        }
        return this;
    }

    /** Fails where an entity, given by its join keys as in {@link Rows#row}, has a valid row. */
    public ValidRows expectNothing(Object... keysAndValues) {
        given.use();
        EntityKey key = key(Rows.pairs("expectNothing", keysAndValues));
        valid(key).ifPresent(row -> {
            throw new AssertionError("%s: expected no valid row, but that of %s is valid: %s"
                    .formatted(place(key), row.eventTimestamp(), valuesByFeature(row)));
        });
        return this;
    }

    /**
     * The features' values, for assertions of other kinds.
     *
     * @throws AssertionError where the entity, given by its join keys as in {@link Rows#row}, has no valid row
     */
    public Map<String, @Nullable Object> values(Object... keysAndValues) {
        given.use();
        EntityKey key = key(Rows.pairs("values", keysAndValues));
        return valuesByFeature(valid(key).orElseThrow(() -> missing(key)));
    }

    private FeatureGroup group() {
        return given.group();
    }

    private EntityKey key(Map<String, @Nullable Object> values) {
        List<Object> key = new ArrayList<>();
        for (JoinKey joinKey : group().entity().joinKeys()) {
            Object value = values.get(joinKey.name());
            if (value == null) {
                throw new IllegalArgumentException(
                        "Invalid row %s: expected a value of join key '%s'".formatted(values, joinKey.name()));
            }
            key.add(Values.key(joinKey, value));
        }
        return new EntityKey(key);
    }

    private Map<String, @Nullable Object> features(ExpectedRow row) {
        List<String> keys = group().entity().joinKeyNames();
        Map<String, @Nullable Object> features = new LinkedHashMap<>();
        row.values().forEach((name, value) -> {
            if (!keys.contains(name)) {
                Feature feature = group().features().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name));
                features.put(name, Values.of(feature.type(), value, "feature '%s'".formatted(name)));
            }
        });
        if (features.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid row %s: expected the value of at least one feature; for none, write expectNothing(..)"
                            .formatted(row.values()));
        }
        return features;
    }

    private IllegalArgumentException unknown(String name) {
        List<String> known = new ArrayList<>(group().featureNames());
        known.addAll(group().entity().joinKeyNames());
        return new IllegalArgumentException("No feature '%s' in feature group '%s'; %s"
                .formatted(name, group().name(), NearestNames.sentence(name, known)));
    }

    private Optional<FeatureRow> valid(EntityKey key) {
        Visibility visibility = new Visibility(group(), knowledge);
        return given.computed(instant).stream()
                .filter(row -> row.key().equals(key) && visibility.isVisible(row, instant))
                .max(Comparator.comparing(FeatureRow::eventTimestamp).thenComparing(FeatureRow::createdAt));
    }

    private Map<String, @Nullable Object> valuesByFeature(FeatureRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int position = 0; position < row.values().size(); position++) {
            values.put(group().featureNames().get(position), row.values().get(position));
        }
        return values;
    }

    private AssertionError missing(EntityKey key) {
        List<FeatureRow> all = given.computed(instant);
        return new AssertionError("%s: expected a row, but none is valid: %s"
                .formatted(place(key), new Visibility(group(), knowledge).whyNone(all, key, instant)));
    }

    private String place(EntityKey key) {
        return "Feature group '%s', %s at %s"
                .formatted(group().name(), Visibility.text(group().entity(), key), instant);
    }
}
