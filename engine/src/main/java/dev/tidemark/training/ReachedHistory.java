package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.ScanBounds;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.training.history.AbsentMark;
import dev.tidemark.training.history.StaleRead;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The history within reach of a training set's labels that the current definitions did not compute.
 *
 * @param stale history that other definitions computed
 * @param marks of groups that have rows without some of the features
 * @param unknown groups whose history has no recorded definition
 */
record ReachedHistory(List<StaleRead> stale, List<AbsentMark> marks, List<Staleness> unknown) {
    static final ReachedHistory FRESH = new ReachedHistory(List.of(), List.of(), List.of());

    /** @param spineColumns the names of the spine's columns */
    static ReachedHistory of(Pinning.Pinned pinned, Map<String, ScanBounds> bounds, List<String> spineColumns) {
        List<StaleRead> stale = new ArrayList<>();
        List<AbsentMark> marks = new ArrayList<>();
        List<Staleness> unknown = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>(spineColumns);
        pinned.inputs().groups().forEach(group -> used.addAll(group.features()));
        for (PinnedGroup group : pinned.inputs().groups()) {
            ScanBounds reach = Objects.requireNonNull(bounds.get(group.alias()));
            Staleness reached = pinned.staleness(group).between(reach.earliest(), reach.latest());
            StaleRead.of(group.alias(), reached).ifPresent(stale::add);
            AbsentMark.of(group.alias(), reached, group.group(), used).ifPresent(mark -> {
                marks.add(mark);
                used.add(mark.feature());
            });
            if (!reached.unknown().isEmpty()) {
                unknown.add(reached.unknown());
            }
        }
        return new ReachedHistory(stale, marks, unknown);
    }

    /** @throws FeatureStoreException with code SOURCE_MISMATCH if another definition computed some of it */
    void requireFresh() {
        if (!stale.isEmpty()) {
            String groups =
                    stale.stream().map(StaleRead::featureGroup).distinct().collect(Collectors.joining(" "));
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    ("The training set would mix values of several definitions: %s. Compute them again: tidemark"
                                    + " materialize %s --recompute; or take them as they are: --allow-stale")
                            .formatted(texts(), groups));
        }
    }

    private String texts() {
        return stale.stream().map(StaleRead::text).collect(Collectors.joining("; "));
    }

    /** Returns the same findings as sentences, for a person who is about to make the training set. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        stale.forEach(read -> warnings.add(read.text() + ": it is refused unless told --allow-stale"));
        for (AbsentMark mark : marks) {
            mark.ranges().stream()
                    .reduce((first, last) -> last)
                    .ifPresent(last -> warnings.add("%s of %s was never computed before %s: it is null there"
                            .formatted(
                                    last.absent().stream().sorted().collect(Collectors.joining(", ")),
                                    mark.alias(),
                                    last.range().end())));
        }
        unknown.forEach(group -> group.before()
                .ifPresent(before -> warnings.add("Nobody noted which definition computed %s of '%s' before %s"
                        .formatted(String.join(", ", group.changedFeatures()), group.featureGroup(), before))));
        return warnings;
    }

    /** Returns a group for the join, with a mark if some of its rows lack features. */
    JoinedGroup joined(PinnedGroup group, Dataset<Row> rows) {
        return marks.stream()
                .filter(mark -> mark.alias().equals(group.alias()))
                .findFirst()
                .map(mark -> mark.joined(group.group(), rows, group.features()))
                .orElseGet(() -> JoinedGroup.of(group.group(), rows).select(group.features()));
    }
}
