package dev.tidemark.feature;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the mistakes in the aggregation of one feature. */
final class AggregationCheck {
    private final Feature feature;
    private final Aggregation aggregation;
    private final List<String> problems = new ArrayList<>();

    private AggregationCheck(Feature feature, Aggregation aggregation) {
        this.feature = feature;
        this.aggregation = aggregation;
    }

    /** Returns the problems, each a sentence that names the feature. */
    static List<String> problems(Feature feature, Aggregation aggregation) {
        AggregationCheck check = new AggregationCheck(feature, aggregation);
        check.window();
        aggregation.parts().forEach(check::part);
        check.type();
        check.ratio();
        return check.problems;
    }

    private void window() {
        Window window = aggregation.window();
        if (window == null) {
            problem(
                    "the window of '%s' has no end; say %s(..).over(\"24h\")",
                    feature.name(), aggregation.denominator() == null ? text() : "ratio");
        } else if (window instanceof Window.Sliding(Duration length, Duration lag)) {
            if (!FeatureGroupCheck.isWholeMicroseconds(length)) {
                problem(
                        "the window of '%s' must be longer than zero and of whole microseconds, got %s",
                        feature.name(), length);
            }
            if (lag.isNegative() || lag.toNanosPart() % 1_000 != 0) {
                problem(
                        "the end of the window of '%s' must be of whole microseconds before the instant, got %s",
                        feature.name(), lag);
            }
        }
    }

    private void part(Aggregation part) {
        String column = part.column();
        if (column != null && column.isBlank()) {
            problem("the column of '%s' is empty", feature.name());
        }
        String filter = part.filter();
        if (filter != null && filter.isBlank()) {
            problem("the filter of '%s' is empty; leave it out to count all events", feature.name());
        }
        if (part.function().isList()
                && (!(part.parameter() instanceof Integer limit) || limit < 1 || limit > Aggregation.LONGEST_LIST)) {
            problem(
                    "the list of '%s' must have 1 to %d values, got %s",
                    feature.name(), Aggregation.LONGEST_LIST, part.parameter());
        }
        if (part.function() == Aggregation.Function.PERCENTILE
                && (!(part.parameter() instanceof Double fraction) || !(fraction >= 0 && fraction <= 1))) {
            problem(
                    "the percentile of '%s' must be a fraction from 0 to 1, such as 0.95, got %s",
                    feature.name(), part.parameter());
        }
    }

    private void type() {
        FeatureType type = feature.type();
        if (aggregation.fixedType().isPresent()) {
            FeatureType fixed = aggregation.fixedType().get();
            if (!fixed.equals(type)) {
                problem(
                        "'%s' is declared %s, but %s is always %s",
                        feature.name(), type, aggregation.denominator() == null ? text() : "a ratio", fixed);
            }
        } else if (aggregation.function() == Aggregation.Function.SUM) {
            if (type != ScalarType.INT64 && type != ScalarType.FLOAT64) {
                problem("'%s' is declared %s, but a sum is INT64 or FLOAT64", feature.name(), type);
            }
        } else if (aggregation.function().isList() && !(type instanceof ListType)) {
            problem(
                    "'%s' is declared %s, but %s gives a list; declare FeatureType.listOf(%s)",
                    feature.name(), type, text(), type);
        }
    }

    private void ratio() {
        Aggregation divisor = aggregation.denominator();
        if (divisor == null) {
            return;
        }
        Window window = aggregation.window();
        Window other = divisor.window();
        if (window != null && other != null && !other.equals(window)) {
            problem(
                    "the ratio of '%s' has two windows, %s and %s, expected one; say ratio(.., ..).over(\"24h\")",
                    feature.name(), window.text(), other.text());
        }
        for (Aggregation part : aggregation.parts()) {
            if (part.function().isList() || part.function() == Aggregation.Function.IS_NEW) {
                problem(
                        "the ratio of '%s' has %s, which gives no number; expected functions such as count and sum",
                        feature.name(), part.function().text());
            }
        }
    }

    private String text() {
        return aggregation.function().text();
    }

    private void problem(String message, @Nullable Object... values) {
        problems.add(message.formatted(values));
    }
}
