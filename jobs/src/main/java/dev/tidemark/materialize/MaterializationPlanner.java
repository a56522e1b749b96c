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

/** Plans which ranges of a group are computed, in chunks of one commit each. */
public final class MaterializationPlanner {
    /**
     * The shortest length of a chunk unless the user wants shorter ones: long enough to use each pass over the sources
     * well, short enough to make a retry cheap.
     */
    public static final Duration STEP = Duration.ofDays(30);

    /** The number of ranges that one pass over the sources checks. */
    private static final int COMPARED = 64;

    private final SparkSession spark;
    private final Positions positions;
    private final FinishedChunks finished;
    private final EventDays eventDays;
    private final InstantSource clock;
    private final Duration usualStep;

    /** @param usualStep the length of a chunk unless a run names one; zero to choose it by the size of the sources */
    public MaterializationPlanner(
            SparkSession spark, Positions positions, FinishedChunks finished, InstantSource clock, Duration usualStep) {
        this.spark = spark;
        this.usualStep = usualStep;
        this.positions = positions;
        this.finished = finished;
        this.eventDays = new EventDays(spark);
        this.clock = clock;
    }

    /**
     * Plans a run that continues where earlier ones stopped.
     *
     * @param from null for everything that is not computed or whose sources have changed since they were read
     * @param to null for now
     * @param step the length of a chunk, null for the usual one
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the range ends before it starts
     */
    public ChunkPlan plan(FeatureGroup group, @Nullable Instant from, @Nullable Instant to, @Nullable Duration step) {
        Positions.Known known = positions.known(group);
        TimeRanges computed = known.computed();
        List<TimeRange> done =
                finished.of(group).stream().filter(computed::contain).toList();
        return from == null
                ? all(group, known, done, Positions.Stale.NOTHING, end(to), step)
                : range(group, known, done, from, end(to), step);
    }

    /**
     * Plans a run that also recomputes ranges that another definition has computed, or may have. It continues where
     * earlier runs stopped: the chunks that they have finished are no longer stale.
     */
    public ChunkPlan planRecompute(FeatureGroup group, @Nullable Instant to, @Nullable Duration step) {
        Positions.Known known = positions.known(group);
        TimeRanges computed = known.computed();
        List<TimeRange> done =
                finished.of(group).stream().filter(computed::contain).toList();
        ChunkPlan plan = all(group, known, done, positions.stale(group), end(to), step);
        if (plan.isEmpty()) {
            // The remaining ranges have neither events nor rows: an earlier run died before it could record that.
            positions.settle(group, plan);
        }
        return plan;
    }

    /** Plans a run that ignores the finished chunks of earlier, unsuccessful ones. */
    public ChunkPlan planAnew(
            FeatureGroup group, @Nullable Instant from, @Nullable Instant to, @Nullable Duration step) {
        Positions.Known known = positions.known(group).without(TimeRanges.of(finished.of(group)));
        return from == null
                ? all(group, known, List.of(), Positions.Stale.NOTHING, end(to), step)
                : range(group, known, List.of(), from, end(to), step);
    }

    private Instant end(@Nullable Instant to) {
        return Microseconds.floor(to == null ? clock.instant() : to);
    }

    private ChunkPlan range(
            FeatureGroup group,
            Positions.Known known,
            List<TimeRange> done,
            Instant from,
            Instant end,
            @Nullable Duration step) {
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
            @Nullable Duration step) {
        ReadPoint read = positions.readPoint(group);
        // Ranges of other sources cannot be compared with the current sources; they stay stale until they are computed
        // again.
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
        // A range that is to be computed again is no longer finished.
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
     * Reads the days with events only if a range is longer than one step.
     *
     * @param firstRow of the table, which is computed again even if the sources have no event so early
     */
    private List<TimeRange> cut(
            FeatureGroup group, TimeRanges ranges, @Nullable Duration asked, Optional<Instant> firstRow) {
        Duration step = asked == null && !usualStep.isZero() ? usualStep : asked;
        Duration shortest = step == null ? STEP : step;
        List<TimeRange> wide = ranges.ranges().stream()
                .filter(range -> range.start().plus(shortest).isBefore(range.end()))
                .toList();
        NavigableSet<Instant> days = wide.isEmpty()
                ? new TreeSet<>()
                : eventDays.of(group, ChunkPlan.covering(wide).orElseThrow());
        firstRow.map(row -> row.truncatedTo(ChronoUnit.DAYS)).ifPresent(days::add);
        ChunkCut cut = new ChunkCut(
                days, step == null ? ChunkStep.of(positions.sources().bytes(group), days) : step);
        return ranges.ranges().stream()
                .flatMap(range -> begun(range, days).stream())
                .flatMap(range -> cut.cut(range).stream())
                .toList();
    }

    /** Starts an unbounded range at the day of its first event; empty if it has no event. */
    private static Optional<TimeRange> begun(TimeRange range, NavigableSet<Instant> days) {
        if (!range.start().equals(TimeRanges.BEGINNING)) {
            return Optional.of(range);
        }
        return days.headSet(range.end(), false).stream().findFirst().map(first -> new TimeRange(first, range.end()));
    }
}
