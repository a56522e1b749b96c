package dev.tidemark.cli;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.Change;
import dev.tidemark.registry.Plan;
import dev.tidemark.registry.Registry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Registers the groups that the class path defines. */
@Command(
        name = "apply",
        description = "Registers the feature groups on the class path; their tables follow when they are materialized.")
final class ApplyCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    @Option(names = "--dry-run", description = "Show what would change and change nothing.")
    private boolean dryRun;

    ApplyCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        List<FeatureGroup> declared =
                FeatureGroupDefinition.onClassPath(Thread.currentThread().getContextClassLoader());
        try (Application application = tidemark.open()) {
            Registry registry = application.registry();
            Plan plan = registry.plan(declared);
            Plan shown = dryRun || plan.isEmpty() ? plan : registry.apply(plan);
            application.console().show(report(shown));
            return 0;
        }
    }

    private Report report(Plan plan) {
        Table table = Table.of("group", "change", "details");
        for (Change change : plan.changes()) {
            String kind = change.kind().name().toLowerCase(Locale.ROOT);
            List<String> details = change.details();
            table.row(
                    change.featureGroup().name(),
                    kind,
                    details.isEmpty() ? change.featureGroup().summary() : details.getFirst());
            details.stream().skip(1).forEach(detail -> table.row("", "", detail));
        }
        Report report = new Report().table("changes", table);
        if (plan.changes().isEmpty()) {
            report.remark(
                    "No feature group is on the class path. Put a class that implements FeatureGroupDefinition into"
                            + " ./features,");
            report.remark("or name a jar with one in TIDEMARK_CLASSPATH.");
        }
        if (!plan.untouched().isEmpty()) {
            report.remark("Kept as they are, not on the class path: " + String.join(", ", plan.untouched()));
        }
        long changed = plan.changes().stream()
                .filter(change -> change.kind() != Change.Kind.UNCHANGED)
                .count();
        if (dryRun) {
            return report.remark("Dry run: nothing was changed.");
        }
        return report.remark(changed == 0 ? "Nothing to change." : "Applied %d group(s).".formatted(changed));
    }
}
