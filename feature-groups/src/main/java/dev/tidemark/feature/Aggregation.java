package dev.tidemark.feature;

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
 */
public record Aggregation(
        Function function,
        @Nullable String column,
        @Nullable Window window,
        @Nullable String filter) {

    /** The aggregation functions. Nulls of the column are left out, as in SQL. */
    public enum Function {
        COUNT,
        SUM,
        AVG,
        STDDEV,
        MIN,
        MAX,
        LAST,
        COUNT_DISTINCT;

        /** The name in definitions: {@code countDistinct}. */
        public String text() {
            return this == COUNT_DISTINCT ? "countDistinct" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** The number of events. */
    public static Aggregation count() {
        return new Aggregation(Function.COUNT, null, null, null);
    }

    /** The number of events whose column is not null. */
    public static Aggregation count(String column) {
        return new Aggregation(Function.COUNT, column, null, null);
    }

    public static Aggregation sum(String column) {
        return new Aggregation(Function.SUM, column, null, null);
    }

    public static Aggregation avg(String column) {
        return new Aggregation(Function.AVG, column, null, null);
    }

    /** The sample standard deviation; null over fewer than two values. */
    public static Aggregation stddev(String column) {
        return new Aggregation(Function.STDDEV, column, null, null);
    }

    public static Aggregation min(String column) {
        return new Aggregation(Function.MIN, column, null, null);
    }

    public static Aggregation max(String column) {
        return new Aggregation(Function.MAX, column, null, null);
    }

    /** The value of the newest event whose column is not null. */
    public static Aggregation last(String column) {
        return new Aggregation(Function.LAST, column, null, null);
    }

    public static Aggregation countDistinct(String column) {
        return new Aggregation(Function.COUNT_DISTINCT, column, null, null);
    }

    /** Sets the window's length, such as {@code 1h} or {@code 30d}; see {@link Window#parse}. */
    public Aggregation over(String length) {
        return new Aggregation(function, column, Window.parse(length), filter);
    }

    public Aggregation over(Window newWindow) {
        return new Aggregation(function, column, newWindow, filter);
    }

    /** Counts only events that meet a SQL condition on the source's columns. */
    public Aggregation where(String condition) {
        return new Aggregation(function, column, window, condition);
    }

    /** The type that this function always has; empty if it depends on the column's type. */
    public Optional<ScalarType> fixedType() {
        return switch (function) {
            case COUNT, COUNT_DISTINCT -> Optional.of(ScalarType.INT64);
            case AVG, STDDEV -> Optional.of(ScalarType.FLOAT64);
            case SUM, MIN, MAX, LAST -> Optional.empty();
        };
    }
}
