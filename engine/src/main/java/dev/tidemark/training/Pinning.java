package dev.tidemark.training;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.training.source.GroupSources;
import dev.tidemark.training.source.PinnedSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Pins the inputs of a request: definitions, features and snapshots. */
final class Pinning {
    private final OfflineStore store;
    private final Function<String, FeatureGroup> groups;
    private final Function<FeatureGroup, Staleness> staleness;
    private final SpineReader spines;
    private final GroupSources sources;

    Pinning(
            OfflineStore store,
            Function<String, FeatureGroup> groups,
            Function<FeatureGroup, Staleness> staleness,
            SpineReader spines,
            GroupSources sources) {
        this.store = store;
        this.staleness = staleness;
        this.groups = groups;
        this.spines = spines;
        this.sources = sources;
    }

    /**
     * The inputs of a request.
     *
     * @param staleness by alias, of the requested features
     */
    record Pinned(PinnedInputs inputs, Map<String, Staleness> staleness) {
        /** Groups that are computed from their sources have no stale history. */
        Staleness staleness(PinnedGroup group) {
            return group.source() == null
                    ? Objects.requireNonNull(staleness.get(group.alias()))
                    : Staleness.none(group.group().name());
        }
    }

    Pinned pin(TrainingSet request) {
        Map<String, GroupAlias> aliases = aliases(request);
        Map<String, FeatureGroup> found = new LinkedHashMap<>();
        Map<String, Set<String>> wantedByAlias = new LinkedHashMap<>();
        for (FeatureReference reference : request.features()) {
            String alias = reference.featureGroup();
            FeatureGroup group = found.computeIfAbsent(alias, name -> group(aliases, name));
            Set<String> wanted = wantedByAlias.computeIfAbsent(alias, name -> new LinkedHashSet<>());
            reference
                    .singleFeature()
                    .ifPresentOrElse(
                            feature -> wanted.add(group.feature(feature).name()),
                            () -> wanted.addAll(group.featureNames()));
        }
        // Read before the snapshots: a range that is recomputed in between then counts as stale. The other order could
        // call stale rows fresh.
        Map<String, Staleness> stale = new LinkedHashMap<>();
        found.forEach((alias, group) ->
                stale.put(alias, staleness.apply(group).of(wantedByAlias.getOrDefault(alias, Set.of()))));
        request.sources().requireAmong(found.keySet());
        List<PinnedGroup> pinned = new ArrayList<>();
        found.forEach((alias, group) -> pinned.add(pinned(
                request,
                new PinnedGroup(
                        alias,
                        group,
                        aliases.containsKey(alias) ? aliases.get(alias).spineKeys() : Map.of(),
                        List.copyOf(wantedByAlias.getOrDefault(alias, Set.of())),
                        null,
                        null))));
        return new Pinned(
                new PinnedInputs(request, spines.snapshot(request.spine()).orElse(null), pinned), stale);
    }

    /** Groups of declared windows without a table are computed from their sources, also if nobody asked for it. */
    private PinnedGroup pinned(TrainingSet request, PinnedGroup group) {
        FeatureGroup definition = group.group();
        if (request.sources().asksFor(group.alias(), definition)) {
            return group.from(new PinnedSource(sources.pin(definition), "it was asked for"));
        }
        boolean isWindows = definition.computation() instanceof Computation.Windows;
        Long snapshotId = isWindows && !store.exists(definition)
                ? null
                : store.currentSnapshot(definition).orElse(null);
        return isWindows && snapshotId == null
                ? group.from(new PinnedSource(sources.pin(definition), "its table has no rows"))
                : group.at(snapshotId);
    }

    private static Map<String, GroupAlias> aliases(TrainingSet request) {
        Map<String, GroupAlias> aliases = new LinkedHashMap<>();
        Set<String> referenced = new LinkedHashSet<>();
        request.features().forEach(reference -> referenced.add(reference.featureGroup()));
        for (GroupAlias alias : request.aliases()) {
            if (aliases.put(alias.alias(), alias) != null) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT, "Alias '%s' is given twice".formatted(alias.alias()));
            }
            if (!referenced.contains(alias.alias())) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Alias '%s' is not used; ask for its features as '%s' or '%s:feature'"
                                .formatted(alias.alias(), alias.alias(), alias.alias()));
            }
        }
        return aliases;
    }

    private FeatureGroup group(Map<String, GroupAlias> aliases, String name) {
        GroupAlias alias = aliases.get(name);
        return groups.apply(alias == null ? name : alias.featureGroup());
    }
}
