package dev.tidemark.materialize;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.Registry;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the computed ranges of event time. Each has the instant of reading its sources, the sources' state at that
 * time, the feature table with its rows and the version of the definition. If a table is dropped, its ranges are
 * dropped with it.
 */
public final class Positions {
    private final ComputedRanges computed;
    private final OfflineStore tables;
    private final CurrentSources sources;
    private final InstantSource clock;
    private final Registry registry;
    private final ComputedVersions versions;

    public Positions(MetadataDatabase database, OfflineStore tables, SparkSession spark, InstantSource clock) {
        this.computed = new ComputedRanges(database);
        this.tables = tables;
        this.sources = new CurrentSources(spark);
        this.clock = clock;
        this.registry = new Registry(database, clock);
        this.versions = new ComputedVersions(database);
    }

    /**
     * The known state of a group.
     *
     * @param map of the computed ranges
     * @param remarks for the user
     * @param tableId of its feature table, null if it has none
     */
    record Known(
            ComputedMap map, List<String> remarks, @Nullable String tableId) {
        List<ComputedRange> ranges() {
            return map.ranges();
        }

        /** Returns the ranges of some versions. */
        List<ComputedRange> by(Set<Integer> versions) {
            return ranges().stream().filter(range -> isBy(range, versions)).toList();
        }

        /**
         * Returns the ranges without those of some versions; if there are more than {@code count}, touching ones are
         * merged, as of their earliest reading.
         */
        List<ComputedRange> notBy(Set<Integer> versions, int count) {
            return ComputedMap.of(ranges().stream()
                            .filter(range -> !isBy(range, versions))
                            .toList())
                    .atMost(count);
        }

        private static boolean isBy(ComputedRange range, Set<Integer> versions) {
            return range.version() != null && versions.contains(range.version());
        }

        TimeRanges computed() {
            return TimeRanges.of(ranges().stream().map(ComputedRange::range).toList());
        }

        Known without(TimeRanges gone) {
            List<ComputedRange> left = ranges().stream()
                    .flatMap(computed -> new TimeRanges(List.of(computed.range()))
                            .minus(gone).ranges().stream().map(range -> computed.within(range.start(), range.end())))
                    .toList();
            return new Known(ComputedMap.of(left), remarks, tableId);
        }
    }

    /** Reads the computed ranges, and drops those of a table that no longer exists. */
    Known known(FeatureGroup group) {
        String tableId = tableId(group).orElse(null);
        List<ComputedRange> all = computed.of(group.name());
        List<ComputedRange> valid =
                all.stream().filter(range -> isIn(tableId, range)).toList();
        if (valid.size() == all.size()) {
            return new Known(ComputedMap.of(all), List.of(), tableId);
        }
        computed.replace(group.name(), valid);
        String remark = "The table of '%s' into which it was computed is gone: what it held is computed again."
                .formatted(group.name());
        return new Known(ComputedMap.of(valid), List.of(remark), tableId);
    }

    private static boolean isIn(@Nullable String tableId, ComputedRange range) {
        return tableId != null && (range.tableId() == null || range.tableId().equals(tableId));
    }

    private Optional<String> tableId(FeatureGroup group) {
        return tables.exists(group)
                ? Optional.of(tables.icebergTable(group).uuid().toString())
                : Optional.empty();
    }

    /** Returns the version of this definition; null if it was never applied. */
    @Nullable
    Integer version(FeatureGroup group) {
        return registry.versionOf(group).orElse(null);
    }

    /** Returns the versions of a group that read other sources than it does now. */
    Set<Integer> versionsWithOtherSources(FeatureGroup group) {
        return versions.versionsWithOtherSources(group);
    }

    /** Returns the ranges that differ from the current definition, and the instant of the table's first row. */
    Stale stale(FeatureGroup group) {
        TimeRanges instants = versions.staleness(group).instants();
        return new Stale(instants, instants.isEmpty() ? Optional.empty() : tables.firstEventTime(group));
    }

    /**
     * The ranges to recompute, because another definition computed them.
     *
     * @param firstRow of the table; empty if it has none
     */
    record Stale(TimeRanges instants, Optional<Instant> firstRow) {
        static final Stale NOTHING = new Stale(new TimeRanges(List.of()), Optional.empty());
    }

    CurrentSources sources() {
        return sources;
    }

    /** Returns the state of the sources before they are read. */
    ReadPoint readPoint(FeatureGroup group) {
        Instant at = Microseconds.floor(clock.instant());
        return new ReadPoint(at, sources.states(group));
    }

    /**
     * Records a written chunk, up to the instant of its reading at most, because events after that are not known yet.
     */
    void note(FeatureGroup group, TimeRange chunk, ReadPoint read) {
        if (chunk.start().isBefore(read.at())) {
            TimeRange known = new TimeRange(chunk.start(), TimeRanges.earlier(chunk.end(), read.at()));
            computed.add(
                    group.name(), new ComputedRange(known, read, tableId(group).orElseThrow(), version(group)));
        }
    }

    /** Records a plan's settled ranges after all of it is computed, unless its table was dropped meanwhile. */
    void settle(FeatureGroup group, ChunkPlan plan) {
        String tableId = tableId(group).orElse(null);
        boolean sameTable = plan.tableId() == null || Objects.equals(plan.tableId(), tableId);
        if (tableId != null && sameTable && !plan.settled().isEmpty()) {
            computed.replace(
                    group.name(),
                    plan.settled().stream().map(range -> range.in(tableId)).toList());
        }
    }
}
