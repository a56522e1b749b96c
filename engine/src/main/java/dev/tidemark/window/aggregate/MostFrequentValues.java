package dev.tidemark.window.aggregate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Different values that are not null, the most frequent first; of equally frequent ones the least first. */
public final class MostFrequentValues implements SlidingAggregate {
    private record Frequency(Object value, long count) {
        static final Comparator<Frequency> ORDER = Comparator.comparingLong(Frequency::count)
                .reversed()
                .thenComparing(Frequency::value, ValueOrder.INSTANCE);
    }

    private final Map<Object, Frequency> byValue = new HashMap<>();
    private final NavigableSet<Frequency> byFrequency = new TreeSet<>(Frequency.ORDER);
    private final int limit;

    public MostFrequentValues(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            change(value, 1);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            change(value, -1);
        }
    }

    private void change(Object value, int by) {
        byValue.compute(DistinctValue.identity(value), (identity, before) -> {
            if (before != null) {
                byFrequency.remove(before);
            }
            long count = before == null ? by : before.count() + by;
            if (count == 0) {
                return null;
            }
            Frequency after = new Frequency(DistinctValue.canonical(value), count);
            byFrequency.add(after);
            return after;
        });
    }

    @Override
    public List<Object> result() {
        return byFrequency.stream().limit(limit).map(Frequency::value).toList();
    }
}
