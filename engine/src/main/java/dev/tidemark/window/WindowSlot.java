package dev.tidemark.window;

import dev.tidemark.window.aggregate.SlidingAggregate;
import org.jspecify.annotations.Nullable;

/**
 * One feature's function over the events inside its window.
 *
 * @param position of the feature in a row
 * @param divisor the other part of a ratio, null for none
 */
record WindowSlot(
        WindowedFeature feature,
        int position,
        SlidingAggregate aggregate,
        @Nullable WindowSlot divisor) {

    static WindowSlot of(WindowedFeature feature, int position) {
        WindowedFeature denominator = feature.denominator();
        return new WindowSlot(
                feature, position, feature.aggregate(), denominator == null ? null : of(denominator, position));
    }

    void enter(Event event) {
        if (counts(event)) {
            aggregate.add(input(event));
        }
        if (divisor != null) {
            divisor.enter(event);
        }
    }

    /** Removes the oldest event that is still inside. */
    void leave(Event event) {
        if (counts(event)) {
            aggregate.remove(input(event));
        }
        if (divisor != null) {
            divisor.leave(event);
        }
    }

    @Nullable
    Object value() {
        return divisor == null ? aggregate.result() : quotient(aggregate.result(), divisor.value());
    }

    private static @Nullable Double quotient(@Nullable Object left, @Nullable Object right) {
        return left instanceof Number dividend && right instanceof Number number && number.doubleValue() != 0
                ? dividend.doubleValue() / number.doubleValue()
                : null;
    }

    private boolean counts(Event event) {
        return feature.filter() < 0 || event.filters()[feature.filter()];
    }

    private @Nullable Object input(Event event) {
        return feature.input() < 0 ? null : event.values()[feature.input()];
    }
}
