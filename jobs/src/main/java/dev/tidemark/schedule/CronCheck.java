package dev.tidemark.schedule;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.registry.Change;
import dev.tidemark.registry.Plan;
import dev.tidemark.time.Microseconds;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.Function;
import org.quartz.CronExpression;

/** Checks cron expressions with Quartz's parser before they reach a schedule. */
public final class CronCheck {
    static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private CronCheck() {}

    /**
     * Checks the schedules of a plan's groups. An expression whose times are all in the past is a mistake only in a
     * group that is added or changed: it was valid when the others were applied.
     *
     * @throws InvalidDefinitionException with all expressions that Quartz cannot schedule
     */
    public static void check(Plan plan, Instant now) {
        List<String> problems = problems(plan, now);
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
    }

    /** Runs the same check and returns the problems. */
    public static List<String> problems(Plan plan, Instant now) {
        return plan.changes().stream()
                .flatMap(change -> problem(change.definition(), cron -> {
                            Optional<String> problem = problem(cron);
                            return problem.isPresent() || change.kind() == Change.Kind.UNCHANGED
                                    ? problem
                                    : never(cron, now);
                        })
                        .stream())
                .toList();
    }

    /** Returns the expressions that do not parse, whatever is registered. */
    public static List<String> problems(Collection<? extends Definition> definitions) {
        return definitions.stream()
                .flatMap(definition -> problem(definition, CronCheck::problem).stream())
                .toList();
    }

    private static Optional<String> problem(Definition definition, Function<String, Optional<String>> check) {
        return definition instanceof FeatureGroup group
                ? group.cron()
                        .flatMap(check)
                        .map(text -> "feature group '%s', field 'schedule': %s".formatted(group.name(), text))
                : Optional.empty();
    }

    private static Optional<String> never(String cron, Instant now) {
        return next(cron, now).isPresent()
                ? Optional.empty()
                : Optional.of("'%s' never fires after %s; expected an expression with a time to come, or no schedule"
                        .formatted(cron, Microseconds.floor(now)));
    }

    /** Returns why an expression is invalid; empty if it is valid. */
    static Optional<String> problem(String cron) {
        try {
            expression(cron);
            return Optional.empty();
        } catch (ParseException | RuntimeException e) {
            return Optional.of(
                    "Invalid cron expression '%s': %s; expected a Quartz expression in UTC such as '0 15 * * * ?'"
                            .formatted(cron, e.getMessage()));
        }
    }

    /** Returns the first time of a valid expression after an instant. */
    static Optional<Instant> next(String cron, Instant after) {
        try {
            return Optional.ofNullable(expression(cron).getNextValidTimeAfter(Date.from(after)))
                    .map(Date::toInstant);
        } catch (ParseException e) {
            throw new IllegalArgumentException(cron, e);
        }
    }

    private static CronExpression expression(String cron) throws ParseException {
        CronExpression expression = new CronExpression(cron);
        expression.setTimeZone(UTC);
        return expression;
    }
}
