package dev.tidemark.training;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import dev.tidemark.training.source.GroupSources;
import dev.tidemark.training.source.PinnedSource;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds groups of declared windows whose tables do not reach the labels, and has them computed from their sources. */
final class TableReach {
    private final Function<FeatureGroup, TimeRanges> computed;
    private final GroupSources sources;

    /** @param computed the ranges of event time that were computed into a group's table, as far as they are known */
    TableReach(Function<FeatureGroup, TimeRanges> computed, GroupSources sources) {
        this.computed = computed;
        this.sources = sources;
    }

    /**
     * Returns the inputs with these groups from their sources.
     *
     * @param span from the first label to the last; asked for only if it matters
     */
    PinnedInputs beyond(PinnedInputs inputs, Supplier<TimeRange> span) {
        TimeRange labels = inputs.groups().stream().anyMatch(this::isRecorded) ? span.get() : null;
        return labels == null
                ? inputs
                : new PinnedInputs(
                        inputs.request(),
                        inputs.spineSnapshotId(),
                        inputs.groups().stream()
                                .map(group -> isRecorded(group) ? reaching(group, labels) : group)
                                .toList());
    }

    /** Rows that applications push are in no computed range, and in no source. */
    private boolean isRecorded(PinnedGroup group) {
        return group.source() == null
                && group.group().computation() instanceof Computation.Windows
                && !group.group().pushable()
                && !computed.apply(group.group()).isEmpty();
    }

    private PinnedGroup reaching(PinnedGroup group, TimeRange labels) {
        TimeRanges ranges = computed.apply(group.group());
        TimeRange available = new TimeRange(
                labels.start().minus(group.group().availabilityDelay()),
                labels.end().minus(group.group().availabilityDelay()));
        if (ranges.touch(available)) {
            return group;
        }
        return group.from(new PinnedSource(
                sources.pin(group.group()),
                "its table was computed up to %s, and the labels begin at %s"
                        .formatted(ranges.ranges().getLast().end(), labels.start())));
    }
}
