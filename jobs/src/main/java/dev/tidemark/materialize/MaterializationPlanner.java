package dev.tidemark.materialize;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Which ranges of a group are to be computed, in pieces that are written at once. */
public final class MaterializationPlanner {
    /** What is written at once unless somebody says otherwise: much per pass over the sources, little per retry. */
    public static final Duration STEP = Duration.ofDays(30);

    /** So many ranges are held against the sources in one pass over them. */
    private static final int COMPARED = 64;

    private final SparkSession spark;
    private final Positions positions;
    private final FinishedChunks finished;
    private final EventDays eventDays;
    private final InstantSource clock;

    public MaterializationPlanner(
            SparkSession spark, Positions positions, FinishedChunks finished, InstantSource clock) {
        this.spark = spark;
        this.positions = positions;
        this.finished = finished;
        this.eventDays = new EventDays(spark);
        this.clock = clock;
    }

    /**
     * Plans a run that goes on where earlier ones stopped.
     *
     * @param from null for all that is not computed, and all whose sources have changed since they were read for it
     * @param to null for now
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the range ends before it starts
     */
    public ChunkPlan plan(FeatureGroup group, @Nullable Instant from, @Nullable Instant to, Duration step) {
        Positions.Known known = positions.known(group);
        TimeRanges computed = known.computed();
        List<TimeRange> done =
                finished.of(group).stream().filter(computed::contain).toList();
        return from == null
                ? all(group, known, done, Positions.Stale.NOTHING, end(to), step)
                : range(group, known, done, from, end(to), step);
    }

    /**
     * Plans a run that also computes what another definition than that of now has computed, or may have. It goes on
     * where earlier ones stopped: what they have finished is no longer stale.
     */
    public ChunkPlan planRecompute(FeatureGroup group, @Nullable Instant to, Duration step) {
        Positions.Known known = positions.known(group);
        TimeRanges computed = known.computed();
        List<TimeRange> done =
                finished.of(group).stream().filter(computed::contain).toList();
        ChunkPlan plan = all(group, known, done, positions.stale(group), end(to), step);
        if (plan.isEmpty()) {
            // What is left has neither events nor rows: an earlier run died before it could say so.
            positions.settle(group, plan);
        }
        return plan;
    }

    /** Plans a run as if no earlier one that did not succeed had finished anything. */
    public ChunkPlan planAnew(FeatureGroup group, @Nullable Instant from, @Nullable Instant to, Duration step) {
        Positions.Known known = positions.known(group).without(TimeRanges.of(finished.of(group)));
        return from == null
                ? all(group, known, List.of(), Positions.Stale.NOTHING, end(to), step)
                : range(group, known, List.of(), from, end(to), step);
    }

    private Instant end(@Nullable Instant to) {
        return Microseconds.floor(to == null ? clock.instant() : to);
    }

    private ChunkPlan range(
            FeatureGroup group, Positions.Known known, List<TimeRange> done, Instant from, Instant end, Duration step) {
        if (!from.isBefore(end)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The range of '%s' ends at %s, which is not after its start %s".formatted(group.name(), end, from));
        }
        TimeRange range = new TimeRange(from, end);
        List<TimeRange> chunks = new ArrayList<>(cut(group, TimeRanges.of(range), step, Optional.empty()));
        int all = chunks.size();
        chunks.removeAll(done);
        return new ChunkPlan(
                Optional.of(range), chunks, all - chunks.size(), known.remarks(), List.of(), known.tableId());
    }

    private ChunkPlan all(
            FeatureGroup group,
            Positions.Known known,
            List<TimeRange> done,
            Positions.Stale stale,
            Instant end,
            Duration step) {
        ReadPoint read = positions.readPoint(group);
        // Other sources than those of now have nothing that could be compared; such ranges are stale until they are
        // computed again.
        Set<Integer> elsewhere = positions.versionsWithOtherSources(group);
        SourceChanges.Found changes =
                SourceChanges.since(spark, positions.sources(), group, known.notBy(elsewhere, COMPARED));
        TimeRanges needed = TimeRanges.of(new TimeRange(TimeRanges.BEGINNING, end))
                .minus(known.computed())
                .plus(changes.affected())
                .plus(stale.instants())
                .before(end);
        List<TimeRange> chunks = cut(group, needed, step, stale.firstRow());
        List<String> remarks = new ArrayList<>(known.remarks());
        remarks.addAll(changes.remarks());
        // What is to be computed again is no longer finished.
        List<TimeRange> left =
                done.stream().filter(chunk -> !needed.touch(chunk)).toList();
        List<TimeRange> covered = new ArrayList<>(chunks);
        if (!chunks.isEmpty()) {
            covered.addAll(left);
        }
        return new ChunkPlan(
                ChunkPlan.covering(TimeRanges.of(covered).ranges()),
                chunks,
                chunks.isEmpty() ? 0 : left.size(),
                remarks,
                new SettledRanges(known, changes, needed, read, end).of(positions.version(group), elsewhere),
                known.tableId());
    }

    /**
     * Asks for the days with events only where a range is longer than one step.
     *
     * @param firstRow of the table, which is to be computed again even where the sources have no event so early
     */
    private List<TimeRange> cut(FeatureGroup group, TimeRanges ranges, Duration step, Optional<Instant> firstRow) {
        List<TimeRange> wide = ranges.ranges().stream()
                .filter(range -> range.start().plus(step).isBefore(range.end()))
                .toList();
        NavigableSet<Instant> days = wide.isEmpty()
                ? new TreeSet<>()
                : eventDays.of(group, ChunkPlan.covering(wide).orElseThrow());
        firstRow.map(row -> row.truncatedTo(ChronoUnit.DAYS)).ifPresent(days::add);
        ChunkCut cut = new ChunkCut(days, step);
        return ranges.ranges().stream()
                .flatMap(range -> begun(range, days).stream())
                .flatMap(range -> cut.cut(range).stream())
                .toList();
    }

    /** A range without a beginning begins with the day of its first event; without one, there is none. */
    private static Optional<TimeRange> begun(TimeRange range, NavigableSet<Instant> days) {
        if (!range.start().equals(TimeRanges.BEGINNING)) {
            return Optional.of(range);
        }
        return days.headSet(range.end(), false).stream().findFirst().map(first -> new TimeRange(first, range.end()));
    }
}
