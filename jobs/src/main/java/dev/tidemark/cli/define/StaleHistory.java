package dev.tidemark.cli.define;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.Change;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Plan;
import dev.tidemark.run.RecomputeEstimate;
import dev.tidemark.run.RunKind;
import dev.tidemark.staleness.Staleness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes the effect of a changed definition on the history that an earlier one has computed. */
public final class StaleHistory {
    private StaleHistory() {}

    /**
     * Checks that the tables can take the definitions that are to be applied.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if one cannot; nothing is registered then
     */
    static void requireTables(Application application, Plan plan) {
        List<String> problems = new ArrayList<>();
        for (FeatureGroup group : changed(plan)) {
            // Starting Spark takes seconds, so only groups whose table may refuse are checked.
            if (hasHadOtherColumns(application, group)) {
                application.offline().store().misfit(group).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH, String.join("; ", problems) + ". Nothing was applied");
        }
    }

    private static boolean hasHadOtherColumns(Application application, FeatureGroup group) {
        return application.metadata().registry().versions(group.name()).stream()
                .map(DefinitionVersion::featureGroup)
                .anyMatch(before ->
                        !before.entity().joinKeys().equals(group.entity().joinKeys()) || hasOtherType(before, group));
    }

    private static boolean hasOtherType(FeatureGroup before, FeatureGroup group) {
        return group.features().stream()
                .anyMatch(feature -> before.features().stream()
                        .anyMatch(old ->
                                old.name().equals(feature.name()) && !old.type().equals(feature.type())));
    }

    /** Returns a sentence for each group whose history a plan makes stale. */
    static List<String> remarks(Application application, Plan plan) {
        return changed(plan).stream()
                .flatMap(group -> remarks(application, group).stream())
                .toList();
    }

    private static List<FeatureGroup> changed(Plan plan) {
        List<FeatureGroup> groups = new ArrayList<>();
        for (Change change : plan.changes()) {
            Definition definition = change.definition();
            if (change.kind() == Change.Kind.CHANGE && definition instanceof FeatureGroup group) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Describes a group's stale history, the cost of computing it again, and the command for that. */
    public static Optional<String> remarks(Application application, FeatureGroup group) {
        Staleness staleness = application.metadata().computedVersions().staleness(group);
        return staleness.before().map(before -> {
            RecomputeEstimate estimate = RecomputeEstimate.of(
                    application.metadata().runHistory().succeeded(RunKind.MATERIALIZE, group.name()),
                    staleness.instants());
            return "History of '%s' before %s %s%s. It stays so until: tidemark materialize %s --recompute"
                    .formatted(group.name(), before, what(staleness), cost(estimate), group.name());
        });
    }

    private static String what(Staleness staleness) {
        List<String> parts = new ArrayList<>();
        if (!staleness.changed().isEmpty()) {
            parts.add("has values of another computation (%s of %s)"
                    .formatted(
                            String.join(", ", staleness.changed().changedFeatures()), versions(staleness.changed())));
        }
        if (!staleness.absentFeatures().isEmpty()) {
            parts.add("has nothing for %s, which was never computed there"
                    .formatted(String.join(", ", staleness.absentFeatures())));
        }
        if (!staleness.unknown().isEmpty()) {
            parts.add("may have values of another computation (%s; no record says which version computed it)"
                    .formatted(String.join(", ", staleness.unknown().changedFeatures())));
        }
        return String.join(" and ", parts);
    }

    private static String versions(Staleness staleness) {
        String numbers = staleness.versions().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (staleness.versions().size() == 1 ? "version " : "versions ") + numbers;
    }

    private static String cost(RecomputeEstimate estimate) {
        return estimate.isKnown()
                ? String.format(
                        Locale.ROOT,
                        ": %,d day(s), about %,d rows and %s to compute again",
                        estimate.days(),
                        estimate.rows(),
                        text(estimate.time()))
                : "";
    }

    private static String text(Duration time) {
        return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() + " minutes";
    }
}
