package dev.tidemark.materialize;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.List;

/** Which times of a group are computed, for those who ask. */
public final class ComputedHistory {
    private final ComputedRanges ranges;

    public ComputedHistory(MetadataDatabase database) {
        this.ranges = new ComputedRanges(database);
    }

    /**
     * A range of event time that is computed.
     *
     * @param readAt when its sources were read
     */
    public record Stretch(TimeRange range, Instant readAt) {
        /** Whether nothing lies before it. */
        public boolean isFromTheBeginning() {
            return range.start().equals(TimeRanges.BEGINNING);
        }
    }

    /** What is computed of a group, oldest first. */
    public List<Stretch> of(String group) {
        return ComputedMap.of(ranges.of(group)).ranges().stream()
                .map(range -> new Stretch(range.range(), range.read().at()))
                .toList();
    }
}
