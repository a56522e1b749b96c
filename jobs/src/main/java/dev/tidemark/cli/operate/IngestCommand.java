package dev.tidemark.cli.operate;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.ChosenGroups;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.launch.Application;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Carries pushed rows into the tables. */
@Command(
        name = "ingest",
        customSynopsis = "tidemark ingest (GROUP... | --all) [OPTIONS]",
        description = {
            "Carries rows that applications have pushed into their tables.",
            "Each row is carried once. Requests that do not fit their group's definition are put aside."
        },
        footer = {"tidemark ingest --all", "tidemark ingest user_clicks --retry"})
public final class IngestCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private ChosenGroups chosen = new ChosenGroups();

    @ArgGroup
    private DeadLetters deadLetters = new DeadLetters();

    private static final class DeadLetters {
        @Option(
                names = "--retry",
                description = "First try again the requests that were put aside, after a change of the definition.")
        private boolean retry;

        @Option(names = "--discard", description = "First delete the requests that were put aside.")
        private boolean discard;
    }

    public IngestCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            Table table = Table.of("group", "requests", "rows", "put aside", "forgotten", "took");
            Table dead = Table.of("group", "request", "rows", "accepted", "reason");
            for (FeatureGroup group : chosen.in(application.metadata().registry())) {
                // A group that is no longer pushable() may still have waiting rows.
                if (!chosen.all() || group.pushable()) {
                    ingest(application, group, table);
                    application
                            .metadata()
                            .pushDeadLetters()
                            .of(group.name())
                            .forEach(letter -> dead.row(
                                    group.name(), letter.id(), letter.rows(), letter.acceptedAt(), letter.reason()));
                }
            }
            application.console().show(report(table, dead));
            return 0;
        }
    }

    private static Report report(Table table, Table dead) {
        Report report = new Report().table("ingested", table).table("dead_letters", dead);
        if (table.isEmpty()) {
            report.remark("No group takes pushed rows; declare one with .online().pushable() and apply it.");
        }
        if (!dead.isEmpty()) {
            report.remark(
                    "Requests that do not fit their group's definition are put aside. Correct it and run tidemark ingest --retry,"
                            + " or delete them with --discard.");
        }
        return report;
    }

    private void ingest(Application application, FeatureGroup group, Table table) {
        long started = System.nanoTime();
        if (deadLetters.retry) {
            application.metadata().pushDeadLetters().retry(group.name());
        }
        if (deadLetters.discard) {
            application.metadata().pushDeadLetters().discard(group.name());
        }
        Ingestion.Outcome outcome = application.offline().ingestion().run(group);
        table.row(
                group.name(),
                outcome.requests(),
                outcome.rows(),
                outcome.deadLetters(),
                outcome.forgotten(),
                Duration.ofNanos(System.nanoTime() - started));
    }
}
