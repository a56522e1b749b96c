package dev.tidemark.cli.define;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.compile.SourceFit;
import dev.tidemark.definition.Definitions;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.launch.Application;
import dev.tidemark.project.ProjectClasses;
import dev.tidemark.registry.Change;
import dev.tidemark.registry.Plan;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement;
import dev.tidemark.schedule.CronCheck;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Registers the groups and services that the class path defines. */
@Command(
        name = "apply",
        abbreviateSynopsis = true,
        description = {
            "Registers the feature groups and services that classes define.",
            "The classes are those of ./features and of the class path. Tables follow when groups are materialized."
        },
        footer = {"tidemark apply --check", "tidemark apply"})
public final class ApplyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--check",
            description = "Also check the groups against their sources: paths, columns, types, filters, statements."
                    + " Changes nothing.")
    private boolean check;

    public ApplyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            ProjectClasses project = application.project();
            Definitions definitions = Definitions.on(project.loader(), project.names());
            Registry registry = application.metadata().registry();
            Plan plan = plan(registry, definitions, application.clock().instant());
            StaleHistory.requireTables(application, plan);
            Plan shown = dryRun || check || plan.isEmpty() ? plan : registry.apply(plan);
            Report report = report(shown);
            StaleHistory.remarks(application, shown).forEach(report::remark);
            retired(registry, definitions.all()).ifPresent(report::remark);
            boolean fits = !check || fits(application, shown, report);
            application.console().show(report);
            return fits ? 0 : Invocation.FAILED;
        }
    }

    /** Checks the groups against their sources; returns true if all fit. */
    private static boolean fits(Application application, Plan plan, Report report) {
        SourceFit fit = new SourceFit(application.offline().spark());
        int wrong = 0;
        List<FeatureGroup> groups = plan.changes().stream()
                .map(Change::definition)
                .filter(FeatureGroup.class::isInstance)
                .map(FeatureGroup.class::cast)
                .toList();
        for (FeatureGroup group : groups) {
            application.console().progress().status("check " + group.name());
            List<String> problems = fit.problems(group);
            problems.forEach(report::remark);
            wrong += problems.isEmpty() ? 0 : 1;
        }
        report.remark(
                wrong == 0
                        ? "All %d group(s) fit their sources.".formatted(groups.size())
                        : "%d of %d group(s) do not fit their sources.".formatted(wrong, groups.size()));
        return wrong == 0;
    }

    /** Checks for retired definitions: a class that still exists does not bring a retired definition back into use. */
    private static Optional<String> retired(Registry registry, List<Definition> declared) {
        Set<String> names = declared.stream().map(Definition::name).collect(Collectors.toSet());
        List<String> retired = registry.retirements().all().stream()
                .filter(one -> !one.isPurged() && names.contains(one.name()))
                .map(Retirement::name)
                .toList();
        return retired.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Not applied, because they are retired: %s. 'tidemark retire --undo NAME' takes one into use again."
                                .formatted(String.join(", ", retired)));
    }

    /** Plans the changes. Problems between definitions and problems of schedules are reported together. */
    private static Plan plan(Registry registry, Definitions definitions, Instant now) {
        List<String> problems = new ArrayList<>();
        try {
            Plan plan = registry.plan(definitions.all());
            problems.addAll(CronCheck.problems(plan, now));
            if (problems.isEmpty()) {
                return plan;
            }
        } catch (InvalidDefinitionException e) {
            problems.addAll(e.problems());
            problems.addAll(CronCheck.problems(definitions.all()));
        }
        throw new InvalidDefinitionException(definitions.located(problems));
    }

    private static Table table(Plan plan) {
        Table table = Table.of("definition", "kind", "change", "details");
        for (Change change : plan.changes()) {
            List<String> details = change.details();
            table.row(
                    change.definition().name(),
                    switch (change.definition()) {
                        case FeatureGroup group -> "group";
                        case FeatureService service -> "service";
                    },
                    change.kind().name().toLowerCase(Locale.ROOT),
                    details.isEmpty() ? change.definition().summary() : details.getFirst());
            details.stream().skip(1).forEach(detail -> table.row("", "", "", detail));
        }
        return table;
    }

    private Report report(Plan plan) {
        Report report = new Report().table("changes", table(plan));
        if (plan.changes().isEmpty()) {
            report.remark(
                    "Nothing is defined here. Put a Java file with a class that implements FeatureGroupDefinition into"
                            + " ./features,");
            report.remark("or name a jar with one in TIDEMARK_CLASSPATH.");
        }
        if (!plan.untouched().isEmpty()) {
            report.remark(
                    "Registered earlier and defined by no class here; kept as they are: %s. 'tidemark retire NAME'"
                                    .formatted(String.join(", ", plan.untouched()))
                            + " takes one out of use.");
        }
        long changed = plan.changes().stream()
                .filter(change -> change.kind() != Change.Kind.UNCHANGED)
                .count();
        if (dryRun || check) {
            return report.remark(check ? "Checked: nothing was changed." : "Dry run: nothing was changed.");
        }
        return report.remark(changed == 0 ? "Nothing to change." : "Applied %d definition(s).".formatted(changed));
    }
}
