package dev.tidemark.cli.compute;

import dev.tidemark.cli.define.StaleHistory;
import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.ChosenGroups;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.compile.RejectedLines;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.materialize.MaterializationPlanner;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes groups into their tables. */
@Command(
        name = "materialize",
        customSynopsis = "tidemark materialize (GROUP... | --all) [OPTIONS]",
        description = {
            "Computes feature groups into their tables.",
            "The same command resumes a run that was killed; a second run of the same range leaves the same table."
        },
        footer = {
            "tidemark materialize --all",
            "tidemark materialize user_transactions --from 2026-05-01 --to 2026-06-01"
        })
public final class MaterializeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private ChosenGroups chosen = new ChosenGroups();

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            converter = Texts.InstantText.class,
            description =
                    "The first instant of the range, such as 2026-05-01 or 2026-05-01T06:00:00Z (default: all that"
                            + " is not computed yet, and all whose sources have changed since they were read).")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            converter = Texts.InstantText.class,
            description = "The first instant after the range (default: now).")
    private @Nullable Instant to;

    @Option(
            names = "--chunk",
            paramLabel = "DURATION",
            converter = Texts.DurationText.class,
            description = "How much is computed and written at once, such as 7d (default: by the size of the sources,"
                    + " at least 30d).")
    private @Nullable Duration chunk;

    @Option(
            names = "--recompute",
            description = "Also compute again what an earlier definition of the group has computed.")
    private boolean recompute;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--restart",
            description = "Compute all chunks of the range, also those that a killed run has finished.")
    private boolean restart;

    public MaterializeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (recompute && (from != null || restart)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--recompute finds what is to be computed again, and what of it is done; it goes with neither --from"
                            + " nor --restart. --from without it computes a range again");
        }
        try (Application application = invocation.open()) {
            Table table = Table.of("group", "from", "to", "chunks", "resumed", "rows", "took");
            Report report = new Report().table("materialized", table);
            boolean failed = false;
            for (FeatureGroup group : chosen.in(application.metadata().registry())) {
                if (chosen.all()) {
                    failed |= !materializeOneOfAll(application, group, table, report);
                } else {
                    materialize(application, group, table, report);
                }
            }
            application.console().show(report);
            return failed ? Invocation.FAILED : 0;
        }
    }

    /** Computes one of several groups; a failure does not stop the others. Returns true if the group was computed. */
    private boolean materializeOneOfAll(Application application, FeatureGroup group, Table table, Report report) {
        try {
            materialize(application, group, table, report);
            return true;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (application.stopRequested()) {
                throw e;
            }
            report.remark("Feature group '%s' was not materialized: %s".formatted(group.name(), invocation.message(e)));
            return false;
        }
    }

    private ChunkPlan plan(MaterializationPlanner planner, FeatureGroup group) {
        if (recompute) {
            return planner.planRecompute(group, to, chunk);
        }
        return restart ? planner.planAnew(group, from, to, chunk) : planner.plan(group, from, to, chunk);
    }

    private void materialize(Application application, FeatureGroup group, Table table, Report report) {
        MaterializationPlanner planner = application.offline().planner();
        ChunkPlan plan = plan(planner, group);
        plan.remarks().forEach(report::remark);
        if (plan.isEmpty()) {
            report.remark("Nothing to do for '%s': it is computed up to now, or its sources are empty."
                    .formatted(group.name()));
        } else {
            compute(application, group, plan, table, report);
        }
        StaleHistory.remarks(application, group).ifPresent(report::remark);
        RejectedLines.of(application.offline().spark(), group)
                .forEach(rejected -> report.remark(rejected.remark(group.name())));
    }

    private void compute(Application application, FeatureGroup group, ChunkPlan plan, Table table, Report report) {
        long started = System.nanoTime();
        ChunkedMaterialization materialization = application.offline().materialization();
        ChunkedMaterialization.Outcome outcome =
                restart ? materialization.restart(group, plan) : materialization.resume(group, plan);
        table.row(
                group.name(),
                outcome.range().start(),
                outcome.range().end(),
                outcome.chunks(),
                outcome.resumed(),
                outcome.rows(),
                Duration.ofNanos(System.nanoTime() - started));
        application.offline().leftOutRows().in(group, outcome.range()).forEach(report::remark);
    }
}
