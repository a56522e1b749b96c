package dev.tidemark.feature;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function over the events of a window.
 *
 * @param function what is computed
 * @param column the source's column, null for a count of events
 * @param window which events count; null until {@link #over} names it, which a definition insists on
 * @param filter a SQL condition on the source's columns that an event must meet to count, null for all
 * @param parameter the length of a list, or the fraction of a percentile; null for functions without one
 * @param denominator what the function's value is divided by, null for nothing
 */
public record Aggregation(
        Function function,
        @Nullable String column,
        @Nullable Window window,
        @Nullable String filter,
        @Nullable Number parameter,
        @Nullable Aggregation denominator) {
    /** The greatest length of a list: a row with longer ones would not be quick to read. */
    public static final int LONGEST_LIST = 1_000;

    /** The aggregation functions. Nulls of the column are left out, as in SQL. */
    public enum Function {
        COUNT,
        SUM,
        AVG,
        STDDEV,
        MIN,
        MAX,
        LAST,
        COUNT_DISTINCT,
        FIRST,
        FIRST_N,
        LAST_N,
        LAST_DISTINCT,
        DISTINCT_VALUES,
        TOP_K,
        IS_NEW,
        PERCENTILE;

        /** The name in definitions: {@code countDistinct}. */
        public String text() {
            StringBuilder text = new StringBuilder();
            for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
                text.append(text.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            return text.toString();
        }

        /** Returns true if the result is a list of values of the column. */
        public boolean isList() {
            return switch (this) {
                case FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K -> true;
                case COUNT, SUM, AVG, STDDEV, MIN, MAX, LAST, COUNT_DISTINCT, FIRST, IS_NEW, PERCENTILE -> false;
            };
        }
    }

    private static Aggregation of(Function function, @Nullable String column, @Nullable Number parameter) {
        return new Aggregation(function, column, null, null, parameter, null);
    }

    /** The number of events. */
    public static Aggregation count() {
        return of(Function.COUNT, null, null);
    }

    /** The number of events whose column is not null. */
    public static Aggregation count(String column) {
        return of(Function.COUNT, column, null);
    }

    public static Aggregation sum(String column) {
        return of(Function.SUM, column, null);
    }

    public static Aggregation avg(String column) {
        return of(Function.AVG, column, null);
    }

    /** The sample standard deviation; null over fewer than two values. */
    public static Aggregation stddev(String column) {
        return of(Function.STDDEV, column, null);
    }

    public static Aggregation min(String column) {
        return of(Function.MIN, column, null);
    }

    public static Aggregation max(String column) {
        return of(Function.MAX, column, null);
    }

    /**
     * The value below which a fraction of the values lies, interpolated linearly between the two nearest values.
     *
     * @param fraction from 0 to 1: 0.5 for the median, 0.95 for the 95th percentile
     */
    public static Aggregation percentile(String column, double fraction) {
        return of(Function.PERCENTILE, column, fraction);
    }

    /** The value of the newest event whose column is not null. */
    public static Aggregation last(String column) {
        return of(Function.LAST, column, null);
    }

    /** The value of the oldest event whose column is not null. */
    public static Aggregation first(String column) {
        return of(Function.FIRST, column, null);
    }

    /** The values of the newest {@code k} events whose column is not null, newest first. */
    public static Aggregation lastN(String column, int k) {
        return of(Function.LAST_N, column, k);
    }

    /** The values of the oldest {@code k} events whose column is not null, oldest first. */
    public static Aggregation firstN(String column, int k) {
        return of(Function.FIRST_N, column, k);
    }

    /** The {@code k} different values that occurred last, each once, newest first. */
    public static Aggregation lastDistinct(String column, int k) {
        return of(Function.LAST_DISTINCT, column, k);
    }

    public static Aggregation countDistinct(String column) {
        return of(Function.COUNT_DISTINCT, column, null);
    }

    /** The different values in ascending order; of more than {@code most}, the least ones. */
    public static Aggregation distinctValues(String column, int most) {
        return of(Function.DISTINCT_VALUES, column, most);
    }

    /** The {@code k} most frequent values, most frequent first; of equally frequent ones the least first. */
    public static Aggregation topK(String column, int k) {
        return of(Function.TOP_K, column, k);
    }

    /** Tells whether no earlier event of the window has the value of the newest event whose column is not null. */
    public static Aggregation isNew(String column) {
        return of(Function.IS_NEW, column, null);
    }

    /**
     * The quotient of two aggregations over the same window, as FLOAT64; null where either is null or the divisor is 0.
     * {@link #over} sets the window of both.
     *
     * @throws IllegalArgumentException if one of them is a ratio
     */
    public static Aggregation ratio(Aggregation dividend, Aggregation divisor) {
        if (dividend.denominator != null || divisor.denominator != null) {
            throw new IllegalArgumentException(
                    "Invalid ratio: expected two functions such as count() and sum(\"amount\"), got a ratio in a ratio");
        }
        Window window = dividend.window == null ? divisor.window : dividend.window;
        Aggregation below = divisor.window == null && window != null ? divisor.over(window) : divisor;
        return new Aggregation(dividend.function, dividend.column, window, dividend.filter, dividend.parameter, below);
    }

    /** Sets the window's length, such as {@code 1h} or {@code 30d}; see {@link Window#parse}. */
    public Aggregation over(String length) {
        return over(Window.parse(length));
    }

    /** Sets the window, such as {@link Window#today}. */
    public Aggregation over(Window newWindow) {
        return new Aggregation(
                function,
                column,
                newWindow,
                filter,
                parameter,
                denominator == null ? null : denominator.over(newWindow));
    }

    /**
     * Lets the window end earlier than at the instant: {@code over("7d").endingBefore("1d")} covers the events that are
     * 1 to 8 days old.
     *
     * @throws IllegalArgumentException if the window has no length yet
     */
    public Aggregation endingBefore(String lag) {
        if (!(window instanceof Window.Sliding sliding)) {
            throw new IllegalArgumentException(
                    "Invalid endingBefore(\"%s\"): expected a window with a length before it, such as over(\"7d\").endingBefore(\"%s\"), got %s"
                            .formatted(lag, lag, window == null ? "none" : "a calendar window"));
        }
        return over(new Window.Sliding(sliding.length(), Window.parseDuration(lag)));
    }

    /**
     * Counts only events that meet a SQL condition on the source's columns. The parts of a ratio keep the conditions
     * that they have and also need this one.
     */
    public Aggregation where(String condition) {
        if (denominator == null) {
            return new Aggregation(function, column, window, condition, parameter, null);
        }
        Aggregation narrowed = new Aggregation(
                denominator.function,
                denominator.column,
                denominator.window,
                both(denominator.filter, condition),
                denominator.parameter,
                null);
        return new Aggregation(function, column, window, both(filter, condition), parameter, narrowed);
    }

    private static String both(@Nullable String one, String other) {
        return one == null ? other : "(%s) AND (%s)".formatted(one, other);
    }

    /** This function alone, without the divisor of a ratio. */
    private Aggregation dividend() {
        return new Aggregation(function, column, window, filter, parameter, null);
    }

    /** Returns the functions that read the events: this one, or the two parts of a ratio. */
    public List<Aggregation> parts() {
        return denominator == null ? List.of(this) : List.of(dividend(), denominator);
    }

    /** Returns the type in which a function takes values of its column, given the type of the feature. */
    public FeatureType inputType(FeatureType result) {
        return function.isList() && result instanceof ListType(ScalarType element) ? element : result;
    }

    /** The type that this function always has; empty if it depends on the column's type. */
    public Optional<ScalarType> fixedType() {
        if (denominator != null) {
            return Optional.of(ScalarType.FLOAT64);
        }
        return switch (function) {
            case COUNT, COUNT_DISTINCT -> Optional.of(ScalarType.INT64);
            case AVG, STDDEV, PERCENTILE -> Optional.of(ScalarType.FLOAT64);
            case IS_NEW -> Optional.of(ScalarType.BOOL);
            case SUM, MIN, MAX, LAST, FIRST, FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K -> Optional.empty();
        };
    }
}
