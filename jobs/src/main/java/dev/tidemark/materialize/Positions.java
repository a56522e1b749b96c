package dev.tidemark.materialize;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What counts as computed: ranges of event time, each with the instant at which its sources were read and what they were then,
 * and with the feature table that has its rows. A table that was dropped takes its ranges with it.
 */
public final class Positions {
    private final ComputedRanges computed;
    private final OfflineStore tables;
    private final CurrentSources sources;
    private final InstantSource clock;

    public Positions(MetadataDatabase database, OfflineStore tables, SparkSession spark, InstantSource clock) {
        this.computed = new ComputedRanges(database);
        this.tables = tables;
        this.sources = new CurrentSources(spark);
        this.clock = clock;
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

        List<ComputedRange> atMost(int count) {
            return map.atMost(count);
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

    CurrentSources sources() {
        return sources;
    }

    /** The sources as they are before they are read. */
    ReadPoint readPoint(FeatureGroup group) {
        Instant at = Microseconds.floor(clock.instant());
        return new ReadPoint(at, sources.states(group));
    }

    /** Notes a chunk that is in the table: up to the instant of its reading, because nobody knows what comes after it. */
    void note(FeatureGroup group, TimeRange chunk, ReadPoint read) {
        if (chunk.start().isBefore(read.at())) {
            TimeRange known = new TimeRange(chunk.start(), TimeRanges.earlier(chunk.end(), read.at()));
            computed.add(
                    group.name(), new ComputedRange(known, read, tableId(group).orElseThrow()));
        }
    }

    /** Notes what a plan says, now that all of it is computed, unless its table was dropped meanwhile. */
    void settle(FeatureGroup group, ChunkPlan plan) {
        String tableId = tableId(group).orElse(null);
        boolean sameTable = plan.tableId() == null || Objects.equals(plan.tableId(), tableId);
        if (tableId != null && sameTable && !plan.settled().isEmpty()) {
            computed.replace(
                    group.name(),
                    plan.settled().stream()
                            .map(range -> new ComputedRange(range.range(), range.read(), tableId))
                            .toList());
        }
    }
}
