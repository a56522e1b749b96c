package dev.tidemark.cli;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.launch.Application;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Carries pushed rows into the tables. */
@Command(
        name = "ingest",
        description = "Carries rows that applications have pushed into the tables of their feature groups, each once.")
final class IngestCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    @Mixin
    private ChosenGroups chosen = new ChosenGroups();

    IngestCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        try (Application application = tidemark.open()) {
            Table table = Table.of("group", "requests", "rows", "forgotten", "took");
            for (FeatureGroup group : chosen.in(application.registry())) {
                // A group that no longer says pushable() may have rows that wait.
                if (!chosen.all() || group.pushable()) {
                    ingest(application, group, table);
                }
            }
            Report report = new Report().table("ingested", table);
            if (table.isEmpty()) {
                report.remark("No group takes pushed rows; declare one with .online().pushable() and apply it.");
            }
            application.console().show(report);
            return 0;
        }
    }

    private static void ingest(Application application, FeatureGroup group, Table table) {
        long started = System.nanoTime();
        Ingestion.Outcome outcome = application.ingestion().run(group);
        table.row(
                group.name(),
                outcome.requests(),
                outcome.rows(),
                outcome.forgotten(),
                Duration.ofNanos(System.nanoTime() - started));
    }
}
