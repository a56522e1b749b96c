package dev.tidemark.materialize;

import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds the changes of one group's sources since its ranges were computed. */
final class SourceChanges {
    /** The greatest delay between an event's created time and the moment at which other processes see it. */
    private static final Duration COMMIT = Duration.ofMinutes(10);

    private static final Duration TICK = Duration.ofNanos(1_000);

    private final SparkSession spark;
    private final CurrentSources sources;
    private final FeatureGroup group;
    private final List<ComputedRange> computed;

    private final List<TimeRange> affected = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<ComputedRange, Set<String>> unchecked = new HashMap<>();

    private SourceChanges(
            SparkSession spark, CurrentSources sources, FeatureGroup group, List<ComputedRange> computed) {
        this.spark = spark;
        this.sources = sources;
        this.group = group;
        this.computed = computed;
    }

    /**
     * The changes.
     *
     * @param affected instants whose rows may differ now
     * @param remarks for the user, one sentence each
     * @param unchecked by computed range, the sources whose changes cannot be determined
     */
    record Found(TimeRanges affected, List<String> remarks, Map<ComputedRange, Set<String>> unchecked) {}

    static Found since(SparkSession spark, CurrentSources sources, FeatureGroup group, List<ComputedRange> computed) {
        SourceChanges changes = new SourceChanges(spark, sources, group, computed);
        if (!computed.isEmpty()) {
            group.sources().forEach(changes::look);
        }
        return new Found(TimeRanges.of(changes.affected), List.copyOf(changes.remarks), changes.unchecked);
    }

    private void look(DataSource source) {
        if (source.createdTimestamp().isEmpty()
                || lookForLateRows(source, source.createdTimestamp().orElseThrow())) {
            compareStates(source);
        }
    }

    /** Returns true if some rows do not say when they were written. */
    private boolean lookForLateRows(DataSource source, String createdField) {
        Column created = named(createdField);
        Instant firstRead = computed.stream()
                .map(range -> range.read().at())
                .min(Instant::compareTo)
                .orElseThrow();
        Dataset<Row> late = new SourceReader(spark, group)
                .read(source)
                .where(created.isNull().or(created.geq(lit(firstRead.minus(COMMIT)))));
        return addAffected(source, late, computed, Optional.of(created));
    }

    private void compareStates(DataSource source) {
        Map<SourceState, List<ComputedRange>> byState = new LinkedHashMap<>();
        for (ComputedRange range : computed) {
            byState.computeIfAbsent(range.read().sources().of(source.name()), state -> new ArrayList<>())
                    .add(range);
        }
        byState.forEach((state, ranges) -> {
            switch (sources.difference(group, source, state)) {
                case SourceDifference.None() -> {}
                case SourceDifference.Added(Dataset<Row> rows) -> addAffected(source, rows, ranges, Optional.empty());
                case SourceDifference.Anything(String why) -> {
                    remark(source, why, ranges, "that is computed again");
                    ranges.forEach(range -> affected.add(range.range()));
                }
                case SourceDifference.NotKnown(String why) -> leaveUnchecked(source, why, ranges);
            }
        });
    }

    /**
     * Records ranges as unchecked. If the first range has no beginning and the source has no row before its end, it is
     * computed again instead, which costs nothing and settles it.
     */
    private void leaveUnchecked(DataSource source, String why, List<ComputedRange> ranges) {
        List<ComputedRange> left = new ArrayList<>(ranges);
        if (left.getFirst().start().equals(TimeRanges.BEGINNING)
                && isEmptyBefore(source, left.getFirst().end())) {
            affected.add(left.removeFirst().range());
        }
        if (!left.isEmpty()) {
            remark(
                    source,
                    why,
                    left,
                    "what changed there since is not looked for; 'tidemark materialize %s --from %s' computes it again"
                            .formatted(group.name(), begin(left)));
            left.forEach(range ->
                    unchecked.computeIfAbsent(range, absent -> new HashSet<>()).add(source.name()));
        }
    }

    private boolean isEmptyBefore(DataSource source, Instant end) {
        return new SourceReader(spark, group)
                .read(source)
                .where(named(source.timestampField()).lt(lit(end)))
                .isEmpty();
    }

    private void remark(DataSource source, String why, List<ComputedRange> ranges, String consequence) {
        remarks.add("Source '%s' of '%s' %s since it was read for the time before %s: %s."
                .formatted(source.name(), group.name(), why, ranges.getLast().end(), consequence));
    }

    /** Returns a date that a person can type. The beginning of time is cheap, because empty stretches are. */
    private static Instant begin(List<ComputedRange> ranges) {
        Instant start = ranges.getFirst().start();
        return start.equals(TimeRanges.BEGINNING) ? Instant.EPOCH : start;
    }

    /** Adds the instants that new rows affect, in one pass over them; returns true if a row has no created time. */
    private boolean addAffected(
            DataSource source, Dataset<Row> rows, List<ComputedRange> ranges, Optional<Column> created) {
        Column time = named(source.timestampField());
        List<Column> spans = new ArrayList<>();
        for (ComputedRange range : ranges) {
            Column hit = when(reached(range, time, created), time);
            spans.add(unix_micros(min(hit)));
            spans.add(unix_micros(max(hit)));
        }
        Column undated = count_if(created.map(Column::isNull).orElse(lit(false)));
        Row found = rows.where(time.lt(lit(ranges.getLast().end())))
                .agg(undated, spans.toArray(Column[]::new))
                .first();
        for (int number = 0; number < ranges.size(); number++) {
            if (!found.isNullAt(1 + 2 * number)) {
                affected.add(affected(
                        ranges.get(number),
                        Microseconds.toInstant(found.getLong(1 + 2 * number)),
                        Microseconds.toInstant(found.getLong(2 + 2 * number))));
            }
        }
        return found.getLong(0) > 0;
    }

    /** Selects rows that the computation of a range reads, and that were not there when it did. */
    private Column reached(ComputedRange range, Column time, Optional<Column> created) {
        Column reached = time.lt(lit(range.end()));
        if (reach().isPresent() && !range.start().equals(TimeRanges.BEGINNING)) {
            reached = reached.and(time.geq(lit(range.start().minus(reach().orElseThrow()))));
        }
        return created.isPresent()
                ? reached.and(created.orElseThrow().geq(lit(range.read().at().minus(COMMIT))))
                : reached;
    }

    private TimeRange affected(ComputedRange range, Instant first, Instant last) {
        Instant end = reach().map(reach ->
                        TimeRanges.earlier(range.end(), last.plus(reach).plus(TICK)))
                .orElse(range.end());
        return new TimeRange(TimeRanges.later(range.start(), first), end);
    }

    /** Returns how long after its time an event changes rows; empty if that is unlimited or only the user can say. */
    private Optional<Duration> reach() {
        if (!(group.computation() instanceof Computation.Windows windows)) {
            return Optional.empty();
        }
        Duration longest = windows.aggregations().values().stream()
                .map(Aggregation::window)
                .map(window -> Objects.requireNonNull(window).reach())
                .max(Duration::compareTo)
                .orElseThrow();
        return Optional.of(windows.emission() instanceof Emission.Every(Duration step) ? longest.plus(step) : longest);
    }

    private static Column named(String field) {
        return Columns.named(field);
    }
}
