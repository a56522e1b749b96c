package dev.tidemark.materialize;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.List;

/** Returns the computed ranges of a group, for reports. */
public final class ComputedHistory {
    private final ComputedRanges ranges;

    public ComputedHistory(MetadataDatabase database) {
        this.ranges = new ComputedRanges(database);
    }

    /**
     * A computed range of event time.
     *
     * @param readAt when its sources were read
     */
    public record Stretch(TimeRange range, Instant readAt) {
        /** Returns true if the range includes all of the past. */
        public boolean isFromTheBeginning() {
            return range.start().equals(TimeRanges.BEGINNING);
        }
    }

    /** Returns a group's computed ranges, oldest first. */
    public List<Stretch> of(String group) {
        return ComputedMap.of(ranges.of(group)).ranges().stream()
                .map(range -> new Stretch(range.range(), range.read().at()))
                .toList();
    }
}
