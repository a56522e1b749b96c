package dev.tidemark.window;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window;
import dev.tidemark.time.Microseconds;
import java.io.Serializable;
import java.util.Objects;

/**
 * One declared aggregation, bound to the positions of an event's values.
 *
 * @param input position of the aggregated value in {@link Event#values}, -1 for a count of events
 * @param filter position in {@link Event#filters} of the condition an event must meet, -1 for none
 * @param length of the window in microseconds
 * @param sumOf whether a sum is of whole numbers ({@code INT64}) or of doubles ({@code FLOAT64}); unused otherwise
 */
public record WindowedFeature(Aggregation.Function function, int input, int filter, long length, ScalarType sumOf)
        implements Serializable {

    /** Binds a feature's aggregation to the positions of its input and its condition. */
    public static WindowedFeature of(Feature feature, Aggregation aggregation, int input, int filter) {
        Window window = Objects.requireNonNull(aggregation.window());
        return new WindowedFeature(
                aggregation.function(),
                input,
                filter,
                Microseconds.of(window.length()),
                feature.type() == ScalarType.INT64 ? ScalarType.INT64 : ScalarType.FLOAT64);
    }

    SlidingAggregate aggregate() {
        return switch (function) {
            case COUNT -> new CountAggregate(input >= 0);
            case SUM ->
                sumOf == ScalarType.INT64 ? new WholeSumAggregate() : new MomentsAggregate(MomentsAggregate.Result.SUM);
            case AVG -> new MomentsAggregate(MomentsAggregate.Result.AVERAGE);
            case STDDEV -> new MomentsAggregate(MomentsAggregate.Result.DEVIATION);
            case MIN -> new ExtremeAggregate(-1);
            case MAX -> new ExtremeAggregate(1);
            case LAST -> new LastAggregate();
            case COUNT_DISTINCT -> new DistinctAggregate();
        };
    }
}
