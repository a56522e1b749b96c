package dev.tidemark.testing;

import dev.tidemark.compile.DerivedExpressions;
import dev.tidemark.compile.RefusalText;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.EntityTimeline;
import dev.tidemark.window.Event;
import dev.tidemark.window.RowFeature;
import dev.tidemark.window.WindowProgram;
import dev.tidemark.window.WindowRow;
import dev.tidemark.window.WindowedFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of declared windows, computed by the timeline that batch and stream share, in this thread and without Spark.
 */
final class WindowRows {
    private final FeatureGroup group;
    private final WindowProgram program;
    private final List<EventForm> inputs = new ArrayList<>();
    private final List<FeatureRow> rows = new ArrayList<>();

    private WindowRows(FeatureGroup group, EventRows events, TimeRange range) {
        this.group = group;
        Computation.Windows windows = (Computation.Windows) group.computation();
        List<String> conditions = new ArrayList<>();
        List<RowFeature> features = new ArrayList<>();
        for (Feature feature : group.features()) {
            Aggregation aggregation = windows.aggregations().get(feature.name());
            if (aggregation == null) {
                String sql = Objects.requireNonNull(windows.derived().get(feature.name()));
                features.add(DerivedExpressions.of(group, feature, sql));
                continue;
            }
            WindowedFeature bound = bound(feature, aggregation.parts().getFirst(), events, conditions);
            Aggregation denominator = aggregation.denominator();
            features.add(
                    denominator == null ? bound : bound.dividedBy(bound(feature, denominator, events, conditions)));
        }
        this.program = WindowProgram.of(features, windows.emission(), range);
        Map<EntityKey, List<Event>> byEntity = new LinkedHashMap<>();
        List<boolean[]> met = events.met(conditions);
        int number = 0;
        for (Map<String, @Nullable Object> row : events.rows()) {
            boolean[] filters = met.get(number++);
            Optional<EntityKey> key = events.key(row);
            Optional<Instant> time = events.time(row).filter(instant -> instant.isBefore(range.end()));
            if (key.isPresent() && time.isPresent()) {
                byEntity.computeIfAbsent(key.get(), absent -> new ArrayList<>())
                        .add(event(row, time.get(), filters, events));
            }
        }
        byEntity.forEach(this::slide);
    }

    private WindowedFeature bound(Feature feature, Aggregation aggregation, EventRows events, List<String> conditions) {
        return WindowedFeature.of(
                feature,
                aggregation,
                EventForm.of(group, feature, aggregation, events.types())
                        .map(form -> position(inputs, form))
                        .orElse(-1),
                aggregation.filter() == null ? -1 : position(conditions, aggregation.filter()));
    }

    /** Computes a group's rows in a range. */
    static List<FeatureRow> of(FeatureGroup group, GivenSource source, TimeRange range) {
        return new WindowRows(group, EventRows.of(group, source), range).rows;
    }

    private static <T> int position(List<T> all, T one) {
        if (!all.contains(one)) {
            all.add(one);
        }
        return all.indexOf(one);
    }

    private Event event(Map<String, @Nullable Object> row, Instant time, boolean[] filters, EventRows events) {
        @Nullable Object[] values = new Object[inputs.size()];
        for (int position = 0; position < values.length; position++) {
            values[position] = inputs.get(position).carried(row);
        }
        return new Event(
                Microseconds.of(time),
                Microseconds.of(events.created(row).orElse(time)),
                values,
                filters,
                events.id(row).orElse(null));
    }

    private void slide(EntityKey key, List<Event> events) {
        EntityTimeline timeline = new EntityTimeline(program, row -> rows.add(row(key, row)), refused -> {
            throw new IllegalArgumentException(
                    new RefusalText(group.name(), group.entity().joinKeyNames(), group.featureNames())
                            .of(key.values(), refused));
        });
        events.sort(Comparator.comparingLong(Event::time));
        events.forEach(timeline::add);
        timeline.finish();
    }

    private FeatureRow row(EntityKey key, WindowRow row) {
        @Nullable Object[] values = new Object[row.values().length];
        for (int position = 0; position < values.length; position++) {
            values[position] =
                    EventForm.fromCarried(group.features().get(position).type(), row.values()[position]);
        }
        return new FeatureRow(
                key, Microseconds.toInstant(row.time()), Microseconds.toInstant(row.created()), Arrays.asList(values));
    }
}
