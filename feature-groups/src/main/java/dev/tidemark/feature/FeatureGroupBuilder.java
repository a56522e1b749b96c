package dev.tidemark.feature;

import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a feature group; {@link #build} checks them all at once. Not thread-safe. */
public final class FeatureGroupBuilder {
    private final String name;
    private String description = "";
    private String owner = "";
    private @Nullable Entity entity;
    private final List<Feature> features = new ArrayList<>();
    private final List<DataSource> sources = new ArrayList<>();
    private final Map<String, Aggregation> aggregations = new LinkedHashMap<>();
    private final Map<String, String> derived = new LinkedHashMap<>();
    private @Nullable Emission emission;
    private @Nullable Computation statementOrClass;
    private int ways;
    private @Nullable Duration lookback;
    private TimeToLive timeToLive = TimeToLive.unlimited();
    private Duration availabilityDelay = Duration.ZERO;
    private boolean online;
    private boolean pushable;
    private @Nullable String schedule;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    FeatureGroupBuilder(String name) {
        this.name = name;
    }

    /** Says what the group is about, in a sentence or two. */
    public FeatureGroupBuilder describedAs(String text) {
        description = text;
        return this;
    }

    /** Names the team or person to ask. */
    public FeatureGroupBuilder ownedBy(String text) {
        owner = text;
        return this;
    }

    public FeatureGroupBuilder entity(Entity described) {
        entity = described;
        return this;
    }

    /** Adds a source; declared windows have exactly one. */
    public FeatureGroupBuilder source(DataSource source) {
        sources.add(source);
        return this;
    }

    /** Adds a feature that the group's statement or class computes. */
    public FeatureGroupBuilder feature(String featureName, FeatureType type, String featureDescription) {
        features.add(new Feature(featureName, type, featureDescription));
        return this;
    }

    /**
     * Adds a feature that a declared window computes and whose type the function fixes, such as a count or an average.
     */
    public FeatureGroupBuilder feature(String featureName, String featureDescription, Aggregation aggregation) {
        boolean isList = aggregation.function().isList();
        if (aggregation.fixedType().isEmpty()) {
            problems.add(
                    "%s, field 'features': the type of '%s' is missing; %s takes it from its column, so declare it%s"
                            .formatted(
                                    subject(),
                                    featureName,
                                    aggregation.function().text(),
                                    isList ? ", such as FeatureType.listOf(STRING)" : ""));
        }
        FeatureType other = isList ? FeatureType.listOf(ScalarType.STRING) : ScalarType.FLOAT64;
        FeatureType type =
                aggregation.fixedType().<FeatureType>map(fixed -> fixed).orElse(other);
        return feature(featureName, type, featureDescription, aggregation);
    }

    /** Adds a feature that a declared window computes. */
    public FeatureGroupBuilder feature(
            String featureName, FeatureType type, String featureDescription, Aggregation aggregation) {
        features.add(new Feature(featureName, type, featureDescription));
        aggregations.putIfAbsent(featureName, aggregation);
        return this;
    }

    /**
     * Adds a feature that is a SQL expression over features that are declared before it, such as
     * {@code payment_count_30m > 0}. It is right at each instant, as they are.
     */
    public FeatureGroupBuilder derived(String featureName, FeatureType type, String featureDescription, String sql) {
        features.add(new Feature(featureName, type, featureDescription));
        derived.putIfAbsent(featureName, sql);
        return this;
    }

    /** Sets the fallback of the feature that was added last, for reads while the online store is unavailable. */
    public FeatureGroupBuilder fallback(Fallback fallback) {
        if (features.isEmpty()) {
            problems.add("%s, field 'features': a fallback follows the feature that it is for".formatted(subject()));
        } else {
            Feature last = features.removeLast();
            features.add(new Feature(last.name(), last.type(), last.description(), fallback));
        }
        return this;
    }

    /**
     * Sets when declared windows have rows; by default at each change, so that the values hold at every instant.
     * {@link Emission#onEvent} has fewer rows and is approximate between events.
     */
    public FeatureGroupBuilder emit(Emission when) {
        emission = when;
        return this;
    }

    /** Computes the group by one SQL statement; see {@link Computation.Sql} for what it must return. */
    public FeatureGroupBuilder sql(String statement) {
        statementOrClass = new Computation.Sql(statement, null);
        ways++;
        return this;
    }

    /** Computes the group by a class that implements the engine's {@code FeatureComputation}. */
    public FeatureGroupBuilder computedBy(Class<?> computation) {
        return computedBy(computation.getName());
    }

    /**
     * Computes the group by a class that is named because it is not on the definition's class path; see
     * {@link #computedBy(Class)}.
     */
    public FeatureGroupBuilder computedBy(String className) {
        statementOrClass = new Computation.JavaClass(className, null);
        ways++;
        return this;
    }

    /** Limits how far before a range a statement or class reads its sources; by default all of their past is read. */
    public FeatureGroupBuilder lookback(Duration howFar) {
        lookback = howFar;
        return this;
    }

    /** Sets how old a value may be when it is used; unlimited by default. */
    public FeatureGroupBuilder timeToLive(Duration oldest) {
        if (oldest.isZero() || oldest.isNegative()) {
            problems.add("%s, field 'timeToLive': must be longer than zero, got %s; leave it out for unlimited"
                    .formatted(subject(), oldest));
        } else if (oldest.toNanosPart() % 1_000 != 0) {
            problems.add("%s, field 'timeToLive': must be of whole microseconds, got %s".formatted(subject(), oldest));
        } else {
            timeToLive = TimeToLive.of(oldest);
        }
        return this;
    }

    /** Lets a row count only from {@code event_timestamp + delay}. */
    public FeatureGroupBuilder availabilityDelay(Duration delay) {
        availabilityDelay = delay;
        return this;
    }

    /** Keeps the latest rows in the online store. */
    public FeatureGroupBuilder online() {
        online = true;
        return this;
    }

    /** Lets applications push rows of the group beside those that are computed; this also makes the group online. */
    public FeatureGroupBuilder pushable() {
        pushable = true;
        return this;
    }

    /** Sets a Quartz cron expression, in UTC: {@code 0 15 * * * ?} is a quarter past every hour. */
    public FeatureGroupBuilder schedule(String cron) {
        schedule = cron;
        return this;
    }

    public FeatureGroupBuilder tag(String label, String value) {
        tags.put(label, value);
        return this;
    }

    /**
     * Builds the group.
     *
     * @throws InvalidDefinitionException with every problem, each naming the group and the field
     */
    public FeatureGroup build() {
        if (entity == null) {
            problems.add("%s, field 'entity': is missing".formatted(subject()));
        }
        if (ways + (aggregations.isEmpty() ? 0 : 1) != 1) {
            problems.add(("%s, field 'computation': must be exactly one of declared windows, one SQL statement or one"
                            + " Java class, got %s")
                    .formatted(subject(), waysInWords()));
        }
        if (emission != null && aggregations.isEmpty()) {
            problems.add("%s, field 'emission': belongs to declared windows only".formatted(subject()));
        }
        if (lookback != null && !aggregations.isEmpty()) {
            problems.add("%s, field 'lookback': declared windows know theirs; leave it out".formatted(subject()));
        }
        if (!derived.isEmpty() && aggregations.isEmpty()) {
            problems.add(
                    "%s, field 'features': derived features belong to declared windows only; compute '%s' in the statement or class"
                            .formatted(subject(), derived.keySet().iterator().next()));
        }
        Entity described = entity == null ? FeatureGroupCheck.PLACEHOLDER : entity;
        Computation computation = computation();
        try {
            FeatureGroup group = new FeatureGroup(
                    name,
                    description,
                    owner,
                    described,
                    features,
                    sources,
                    computation,
                    timeToLive,
                    availabilityDelay,
                    online,
                    pushable,
                    schedule,
                    tags);
            Problems.throwIfAny(problems);
            return group;
        } catch (InvalidDefinitionException e) {
            List<String> all = new ArrayList<>(problems);
            e.problems().stream().filter(problem -> !all.contains(problem)).forEach(all::add);
            throw new InvalidDefinitionException(all);
        }
    }

    private Computation computation() {
        return switch (statementOrClass) {
            case Computation.Sql(String statement, Duration ignored) -> new Computation.Sql(statement, lookback);
            case Computation.JavaClass(String className, Duration ignored) ->
                new Computation.JavaClass(className, lookback);
            case Computation.Windows windows -> windows;
            case null ->
                new Computation.Windows(aggregations, emission == null ? Emission.onChange() : emission, derived);
        };
    }

    private String waysInWords() {
        if (ways == 0) {
            return "none";
        }
        return aggregations.isEmpty() ? ways + " of them" : "declared windows and another";
    }

    private String subject() {
        return "feature group '%s'".formatted(name);
    }
}
