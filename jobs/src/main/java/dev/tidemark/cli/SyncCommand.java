package dev.tidemark.cli;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.sync.SyncOutcome;
import dev.tidemark.sync.TableSync;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the online store up to the tables. */
@Command(name = "sync", description = "Writes what is new in the tables of feature groups into the online store.")
final class SyncCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    @Mixin
    private ChosenGroups chosen = new ChosenGroups();

    @Option(names = "--full", description = "Write every entity's newest row, whatever was synced before.")
    private boolean full;

    SyncCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        try (Application application = tidemark.open()) {
            Table table = Table.of("group", "sync", "written", "skipped", "taken back", "took", "why");
            List<FeatureGroup> groups = chosen.in(application.registry());
            for (FeatureGroup group : groups) {
                if (!chosen.all() || group.online()) {
                    sync(application, group, table);
                }
            }
            Report report = new Report().table("synced", table);
            if (table.isEmpty()) {
                report.remark("No group is online; declare one with .online() and apply it.");
            }
            application.console().show(report);
            return 0;
        }
    }

    private void sync(Application application, FeatureGroup group, Table table) {
        TableSync tables = application.tableSync();
        application.sparkStep("sync " + group.name());
        long started = System.nanoTime();
        SyncOutcome outcome = application.runs().record(RunKind.SYNC, group.name(), null, lease -> {
            SyncOutcome done = full ? tables.syncEverything(group) : tables.syncNews(group);
            return new Runs.Done<>(done, done.written(), done.snapshotId());
        });
        table.row(
                group.name(),
                outcome.kind().name().toLowerCase(Locale.ROOT),
                outcome.written(),
                outcome.skipped(),
                outcome.takenBack(),
                Duration.ofNanos(System.nanoTime() - started),
                outcome.detail());
    }
}
