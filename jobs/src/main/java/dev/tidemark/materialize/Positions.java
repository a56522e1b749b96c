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
 * What counts as computed: ranges of event time, each with the instant at which its sources were read and what they
 * were then, with the feature table that has its rows and with the version of the definition that computed it. A table
 * that was dropped takes its ranges with it.
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
     * What is known of a group.
     *
     * @param map of what is computed
     * @param remarks what somebody should know of it
     * @param tableId of its feature table, null where it has none
     */
    record Known(
            ComputedMap map, List<String> remarks, @Nullable String tableId) {
        List<ComputedRange> ranges() {
            return map.ranges();
        }

        /** Ranges of some versions. */
        List<ComputedRange> by(Set<Integer> versions) {
            return ranges().stream().filter(range -> isBy(range, versions)).toList();
        }

        /** At most so many ranges in place of those of other versions; each as of the earliest reading in it. */
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

    /** Reads what is computed, and forgets what was computed into a table that is no longer there. */
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

    /** The version of this definition; null for one that was never applied. */
    @Nullable
    Integer version(FeatureGroup group) {
        return registry.versionOf(group).orElse(null);
    }

    /** The versions of a group that read other sources than it does now. */
    Set<Integer> versionsWithOtherSources(FeatureGroup group) {
        return versions.versionsWithOtherSources(group);
    }

    /** What is not as the definition computes it now, and the first instant at which the table has a row. */
    Stale stale(FeatureGroup group) {
        TimeRanges instants = versions.staleness(group).instants();
        return new Stale(instants, instants.isEmpty() ? Optional.empty() : tables.firstEventTime(group));
    }

    /**
     * What is to be computed once more, because another definition did it.
     *
     * @param firstRow of the table; empty where it has none
     */
    record Stale(TimeRanges instants, Optional<Instant> firstRow) {
        static final Stale NOTHING = new Stale(new TimeRanges(List.of()), Optional.empty());
    }

    CurrentSources sources() {
        return sources;
    }

    /** The sources as they are before they are read. */
    ReadPoint readPoint(FeatureGroup group) {
        Instant at = Microseconds.floor(clock.instant());
        return new ReadPoint(at, sources.states(group));
    }

    /**
     * Notes a chunk that is in the table: up to the instant of its reading, because nobody knows what comes after it.
     */
    void note(FeatureGroup group, TimeRange chunk, ReadPoint read) {
        if (chunk.start().isBefore(read.at())) {
            TimeRange known = new TimeRange(chunk.start(), TimeRanges.earlier(chunk.end(), read.at()));
            computed.add(
                    group.name(), new ComputedRange(known, read, tableId(group).orElseThrow(), version(group)));
        }
    }

    /** Notes what a plan says, now that all of it is computed, unless its table was dropped meanwhile. */
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
