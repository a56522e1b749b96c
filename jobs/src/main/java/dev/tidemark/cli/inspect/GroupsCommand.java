package dev.tidemark.cli.inspect;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.describe.DefinitionText;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the declared groups. */
@Command(
        name = "groups",
        abbreviateSynopsis = true,
        description = "Lists the registered feature groups.",
        footer = {"tidemark groups", "tidemark groups --features"})
public final class GroupsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--features", description = "List the features of the groups instead.")
    private boolean features;

    public GroupsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            if (features) {
                application.console().show(features(application));
                return 0;
            }
            Table table = Table.of(
                            "group",
                            "join keys",
                            "features",
                            "ttl",
                            "online",
                            "schedule",
                            "version",
                            "stale before",
                            "values as of",
                            "owner")
                    .leaveOutFirst("schedule", "owner", "values as of");
            Registry.ReadableGroups registered =
                    application.metadata().registry().readableGroups();
            List<DefinitionVersion> latest = registered.versions();
            Map<String, Staleness> stale =
                    application.metadata().computedVersions().ofAll(latest);
            for (DefinitionVersion version : latest) {
                FeatureGroup group = version.featureGroup();
                table.row(
                        group.name(),
                        String.join(", ", group.entity().joinKeyNames()),
                        group.features().size(),
                        group.timeToLive().duration().orElse(null),
                        group.online() ? "yes" : "no",
                        group.schedule(),
                        version.version(),
                        before(stale.get(group.name())),
                        group.valuesAsOf().map(Emission.ValuesAsOf::words).orElse(null),
                        group.owner());
            }
            Report report = new Report().table("groups", table);
            if (table.isEmpty() && registered.unreadable().isEmpty()) {
                report.remark("No group is declared yet; tidemark apply registers what ./features defines.");
            }
            registered.unreadable().values().forEach(report::remark);
            explain(stale, report);
            retired(application).ifPresent(report::remark);
            application.console().show(report);
            return 0;
        }
    }

    /** Returns an instant, because a table does not cut instants. */
    private static @Nullable Instant before(@Nullable Staleness staleness) {
        return staleness == null ? null : staleness.before().orElse(null);
    }

    private static void explain(Map<String, Staleness> stale, Report report) {
        if (stale.isEmpty()) {
            return;
        }
        report.remark("Stale history was computed by an earlier version, which is no longer how the group is defined."
                + " Compute it again: tidemark materialize %s --recompute".formatted(String.join(" ", stale.keySet())));
        List<String> unknown = stale.values().stream()
                .filter(staleness -> !staleness.unknown().isEmpty())
                .map(Staleness::featureGroup)
                .toList();
        if (!unknown.isEmpty()) {
            report.remark(
                    "Nobody noted which version computed the history of %s.".formatted(String.join(", ", unknown)));
        }
    }

    private static Optional<String> retired(Application application) {
        List<String> retired = application.metadata().registry().retirements().all().stream()
                .filter(one -> one.kind() == Retirement.Kind.GROUP && !one.isPurged())
                .map(Retirement::name)
                .toList();
        return retired.isEmpty()
                ? Optional.empty()
                : Optional.of("Retired, with their history: " + String.join(", ", retired));
    }

    private static Report features(Application application) {
        Table table = Table.of("group", "feature", "type", "computed as", "description");
        for (FeatureGroup group : application.metadata().registry().groups()) {
            for (Feature feature : group.features()) {
                table.row(
                        group.name(),
                        feature.name(),
                        feature.type().text(),
                        DefinitionText.computation(group, feature.name()),
                        feature.description());
            }
        }
        Report report = new Report().table("features", table);
        return table.isEmpty()
                ? report.remark("No group is declared yet; tidemark apply registers those on the class path.")
                : report;
    }
}
