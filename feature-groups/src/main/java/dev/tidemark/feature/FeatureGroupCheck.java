package dev.tidemark.feature;

import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds every mistake in a feature group before it exists. */
final class FeatureGroupCheck {
    /** Replaces a missing entity so that the rest of the definition can also be checked. */
    static final Entity PLACEHOLDER = Entity.of("placeholder", "placeholder", "placeholder", ScalarType.INT64);

    /** Six or seven fields; {@code tidemark apply} has Quartz read the expression in full. */
    private static final Pattern CRON = Pattern.compile("\\S+( \\S+){5,6}");

    private final String subject;
    private final List<String> problems = new ArrayList<>();

    private FeatureGroupCheck(String subject) {
        this.subject = subject;
    }

    static void check(
            String name,
            String description,
            String owner,
            Entity entity,
            List<Feature> features,
            List<DataSource> sources,
            Computation computation,
            TimeToLive timeToLive,
            Duration availabilityDelay,
            @Nullable String schedule) {
        FeatureGroupCheck check = new FeatureGroupCheck("feature group '%s'".formatted(name));
        Identifier.check(check.subject, "name", name, check.problems);
        Problems.requireText(check.subject, "description", description, check.problems);
        Problems.requireText(check.subject, "owner", owner, check.problems);
        check.features(features, entity);
        SourceCheck.check(check.subject, sources, computation, check.problems);
        check.computation(computation, features, sources);
        check.delay(availabilityDelay, timeToLive);
        if (schedule != null && !CRON.matcher(schedule).matches()) {
            check.problem(
                    "schedule",
                    "invalid cron expression '%s': expected six or seven fields such as '0 15 * * * ?'",
                    schedule);
        }
        Problems.throwIfAny(check.problems);
    }

    /** Pushed rows are served immediately, so a pushable group has to be online. */
    static void checkPushable(String name, boolean online, boolean pushable) {
        if (pushable && !online) {
            Problems.throwIfAny(
                    List.of("feature group '%s', field 'pushable': pushed rows go online at once; say online(), too"
                            .formatted(name)));
        }
    }

    private void features(List<Feature> features, Entity entity) {
        if (features.isEmpty()) {
            problem("features", "is empty; a group has at least one feature");
        }
        Set<String> seen = new HashSet<>(entity.joinKeyNames());
        for (Feature feature : features) {
            Identifier.check(subject, "features", feature.name(), problems);
            if (entity.joinKeyNames().contains(feature.name())) {
                problem("features", "'%s' has the name of a join key", feature.name());
            } else if (!seen.add(feature.name())) {
                problem("features", "'%s' is declared twice", feature.name());
            }
            if (feature.description().isBlank()) {
                problem("features", "the description of '%s' is empty; say what it is in one sentence", feature.name());
            }
            FallbackCheck.problem(feature)
                    .ifPresent(problem -> problem("features", "the fallback of '%s' %s", feature.name(), problem));
        }
    }

    private void computation(Computation computation, List<Feature> features, List<DataSource> sources) {
        switch (computation) {
            case Computation.Windows windows -> windows(windows, features, sources);
            case Computation.Sql(String statement, Duration lookback) -> {
                if (statement.isBlank()) {
                    problem("sql", "is empty");
                }
                lookback(lookback);
            }
            case Computation.JavaClass(String className, Duration lookback) -> {
                if (className.isBlank()) {
                    problem("computedBy", "is empty");
                }
                lookback(lookback);
            }
        }
    }

    private void windows(Computation.Windows windows, List<Feature> features, List<DataSource> sources) {
        if (sources.size() > 1) {
            problem("sources", "declared windows read exactly one source, got %d", sources.size());
        }
        Map<String, Aggregation> aggregations = windows.aggregations();
        boolean isDerived = false;
        for (Feature feature : features) {
            Aggregation aggregation = aggregations.get(feature.name());
            String expression = windows.derived().get(feature.name());
            if (expression != null) {
                if (expression.isBlank()) {
                    problem("features", "the expression of '%s' is empty", feature.name());
                }
                isDerived = true;
            } else if (aggregation != null && isDerived) {
                problem(
                        "features",
                        "'%s' is computed by a window and follows a derived feature; declare derived features last",
                        feature.name());
            } else if (aggregation == null) {
                problem(
                        "features",
                        "'%s' has no aggregation, but the group is computed by declared windows",
                        feature.name());
            } else {
                AggregationCheck.problems(feature, aggregation).forEach(found -> problem("features", "%s", found));
            }
        }
        if (windows.emission() instanceof Emission.Every(Duration step) && !isWholeMicroseconds(step)) {
            problem("emission", "the step must be longer than zero and of whole microseconds, got %s", step);
        }
    }

    private void lookback(@Nullable Duration lookback) {
        if (lookback != null && !isWholeMicroseconds(lookback)) {
            problem("lookback", "must be longer than zero and of whole microseconds, got %s", lookback);
        }
    }

    private void delay(Duration delay, TimeToLive timeToLive) {
        if (delay.isNegative() || delay.toNanosPart() % 1_000 != 0) {
            problem("availabilityDelay", "must be zero or longer and of whole microseconds, got %s", delay);
        } else if (timeToLive.duration().filter(ttl -> ttl.compareTo(delay) < 0).isPresent()) {
            problem("availabilityDelay", "%s is longer than the TTL, so that no row would ever be used", delay);
        }
    }

    static boolean isWholeMicroseconds(Duration duration) {
        return duration.isPositive() && duration.toNanosPart() % 1_000 == 0;
    }

    private void problem(String field, String message, Object... values) {
        problems.add("%s, field '%s': %s".formatted(subject, field, message.formatted(values)));
    }
}
