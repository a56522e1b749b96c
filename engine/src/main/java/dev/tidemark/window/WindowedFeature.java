package dev.tidemark.window;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window;
import dev.tidemark.window.aggregate.CountAggregate;
import dev.tidemark.window.aggregate.DistinctAggregate;
import dev.tidemark.window.aggregate.EarliestValues;
import dev.tidemark.window.aggregate.ExtremeAggregate;
import dev.tidemark.window.aggregate.FirstAggregate;
import dev.tidemark.window.aggregate.LastAggregate;
import dev.tidemark.window.aggregate.LatestDistinctValues;
import dev.tidemark.window.aggregate.LatestValues;
import dev.tidemark.window.aggregate.MostFrequentValues;
import dev.tidemark.window.aggregate.NewestIsNew;
import dev.tidemark.window.aggregate.PercentileAggregate;
import dev.tidemark.window.aggregate.SlidingAggregate;
import dev.tidemark.window.aggregate.SortedDistinctValues;
import dev.tidemark.window.span.SlidingSpan;
import dev.tidemark.window.span.WindowSpan;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One declared aggregation, bound to the positions of an event's values.
 *
 * @param input position of the aggregated value in {@link Event#values}, -1 for a count of events
 * @param filter position in {@link Event#filters} of the condition an event must meet, -1 for none
 * @param span the window
 * @param sumOf whether a sum is of whole numbers ({@code INT64}) or of doubles ({@code FLOAT64}); unused otherwise
 * @param parameter the length of a list or the fraction of a percentile; unused otherwise
 * @param denominator what the value is divided by, over the same window; null for nothing
 */
public record WindowedFeature(
        Aggregation.Function function,
        int input,
        int filter,
        WindowSpan span,
        ScalarType sumOf,
        double parameter,
        @Nullable WindowedFeature denominator)
        implements RowFeature {

    /** A function without a parameter and without a denominator, over a window that ends at the instant. */
    public WindowedFeature(Aggregation.Function function, int input, int filter, long length, ScalarType sumOf) {
        this(function, input, filter, new SlidingSpan(length, 0), sumOf, 0, null);
    }

    /** Binds a feature's aggregation to the positions of its input and its condition. */
    public static WindowedFeature of(Feature feature, Aggregation aggregation, int input, int filter) {
        Window window = Objects.requireNonNull(aggregation.window());
        Number parameter = aggregation.parameter();
        return new WindowedFeature(
                aggregation.function(),
                input,
                filter,
                WindowSpan.of(window),
                feature.type() == ScalarType.INT64 ? ScalarType.INT64 : ScalarType.FLOAT64,
                parameter == null ? 0 : parameter.doubleValue(),
                null);
    }

    /** Returns the ratio of this feature's value and another one's. */
    public WindowedFeature dividedBy(WindowedFeature divisor) {
        return new WindowedFeature(function, input, filter, span, sumOf, parameter, divisor);
    }

    SlidingAggregate aggregate() {
        int limit = (int) parameter;
        return switch (function) {
            case COUNT -> new CountAggregate(input >= 0);
            case SUM ->
                sumOf == ScalarType.INT64 ? new WholeSumAggregate() : new MomentsAggregate(MomentsAggregate.Result.SUM);
            case AVG -> new MomentsAggregate(MomentsAggregate.Result.AVERAGE);
            case STDDEV -> new MomentsAggregate(MomentsAggregate.Result.DEVIATION);
            case MIN -> new ExtremeAggregate(-1);
            case MAX -> new ExtremeAggregate(1);
            case FIRST -> new FirstAggregate();
            case LAST -> new LastAggregate();
            case COUNT_DISTINCT -> new DistinctAggregate();
            case FIRST_N -> new EarliestValues(limit);
            case LAST_N -> new LatestValues(limit);
            case LAST_DISTINCT -> new LatestDistinctValues(limit);
            case DISTINCT_VALUES -> new SortedDistinctValues(limit);
            case TOP_K -> new MostFrequentValues(limit);
            case IS_NEW -> new NewestIsNew();
            case PERCENTILE -> new PercentileAggregate(parameter);
        };
    }
}
