package dev.tidemark.testing;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.testing.spark.SparkRows;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test gives for the sources of a group. Not thread-safe. */
public final class Given {
    private final TestedGroup tested;
    private final Map<String, List<SourceRow>> given;
    private final Map<TimeRange, List<FeatureRow>> computed = new HashMap<>();
    private boolean used;

    Given(TestedGroup tested, Map<String, List<SourceRow>> given) {
        this.tested = tested;
        this.given = new LinkedHashMap<>(given);
    }

    /** Adds rows of a source. */
    public Given rows(String source, SourceRow... rows) {
        return rows(source, List.of(rows));
    }

    /** Adds rows of a source, such as those of {@link Rows#table}. */
    public Given rows(String source, List<SourceRow> rows) {
        given.computeIfAbsent(tested.known(source), absent -> new ArrayList<>()).addAll(rows);
        computed.clear();
        return this;
    }

    /**
     * The rows that are valid at an instant ({@code 2026-05-01T10:00:00Z}, or {@code 2026-05-01} for midnight in UTC):
     * for each entity the one that a point-in-time join gives a label of that instant, the availability delay and the
     * time to live included.
     */
    public ValidRows at(String instant) {
        return at(Values.instant(instant));
    }

    /** The rows that are valid at an instant, as {@link #at(String)}. */
    public ValidRows at(Instant instant) {
        return new ValidRows(this, instant, Knowledge.eventTime());
    }

    FeatureGroup group() {
        return tested.group();
    }

    void use() {
        used = true;
    }

    boolean isUnused() {
        return !used;
    }

    /** The rows of one materialization, which computes all that is given up to an instant and beyond. */
    List<FeatureRow> computed(Instant instant) {
        List<GivenSource> sources = new ArrayList<>();
        for (DataSource source : group().sources()) {
            sources.add(GivenSource.of(
                    group(), source, given.getOrDefault(source.name(), List.of()), tested.columns(source.name())));
        }
        return computed.computeIfAbsent(range(sources, instant), range -> compute(sources, range));
    }

    private List<FeatureRow> compute(List<GivenSource> sources, TimeRange range) {
        if (group().computation() instanceof Computation.Windows) {
            return WindowRows.of(group(), sources.getFirst(), range);
        }
        sources.forEach(this::requireColumns);
        return SparkRows.of(
                group(),
                sources.stream()
                        .map(source -> new SparkRows.Table(source.source(), source.types(), source.rows()))
                        .toList(),
                range);
    }

    /** A statement cannot be read against a source of which nothing is known. */
    private void requireColumns(GivenSource source) {
        if (source.types().isEmpty()) {
            throw new IllegalArgumentException(
                    "Source '%s' of feature group '%s' has neither rows nor columns: expected rows, or the types of its columns, as in TestedGroup.of(..).column(\"%s\", \"amount\", FLOAT64)"
                            .formatted(
                                    source.source().name(),
                                    group().name(),
                                    source.source().name()));
        }
    }

    /** Whole days from the first event on: a statement may stamp its rows with the day's first instant. */
    private static TimeRange range(List<GivenSource> sources, Instant instant) {
        Instant first = instant;
        Instant last = instant;
        for (GivenSource source : sources) {
            for (Instant time : source.instants()) {
                first = time.isBefore(first) ? time : first;
                last = time.isAfter(last) ? time : last;
            }
        }
        return new TimeRange(first.truncatedTo(ChronoUnit.DAYS), last.plus(1, ChronoUnit.MICROS));
    }
}
