package dev.tidemark.cli.serve;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.ChosenGroups;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.sync.RecordedSync;
import dev.tidemark.sync.RetiredGroups;
import dev.tidemark.sync.SyncOutcome;
import dev.tidemark.sync.SyncRequest;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Updates the online store from the tables. */
@Command(
        name = "sync",
        customSynopsis = "tidemark sync (GROUP... | --all) [OPTIONS]",
        description = {
            "Writes new rows of feature tables to the online store.",
            "Retracts the values whose rows are gone from their table."
        },
        footer = {"tidemark sync --all", "tidemark sync user_transactions --full"})
public final class SyncCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private ChosenGroups chosen = new ChosenGroups();

    @ArgGroup
    private Scope scope = new Scope();

    /** Remarks about entities whose values have expired. */
    private final List<String> expired = new ArrayList<>();

    /** The reasons why groups were not synced. */
    private final List<String> failed = new ArrayList<>();

    private static final class Scope {
        @Option(names = "--full", description = "Write every entity's newest row, whatever was written before.")
        private boolean full;

        @Option(
                names = "--since-snapshot",
                paramLabel = "SNAPSHOT",
                description = "Write again what came after this snapshot of the group's table.")
        private @Nullable Long sinceSnapshot;

        /** The earlier spelling of --since-snapshot. */
        @Option(names = "--since", paramLabel = "SNAPSHOT", hidden = true)
        private @Nullable Long since;

        @Option(
                names = "--remove",
                description = "Remove the values of groups that are not declared or not online any more;"
                        + " with --all, of all of them.")
        private boolean remove;

        SyncRequest request() {
            Long snapshot = sinceSnapshot == null ? since : sinceSnapshot;
            if (snapshot != null) {
                return new SyncRequest.Since(snapshot);
            }
            return full ? new SyncRequest.Everything() : new SyncRequest.News();
        }
    }

    public SyncCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            Report report = scope.remove ? remove(application) : sync(application);
            application.console().show(report);
            return failed.isEmpty() ? 0 : Invocation.FAILED;
        }
    }

    private Report sync(Application application) {
        Table table = Table.of(
                        "group", "sync", "written", "skipped", "expired", "retracted", "took", "entities/s", "why")
                .leaveOutFirst("entities/s");
        List<FeatureGroup> groups = chosen.in(application.metadata().registry());
        for (FeatureGroup group : groups) {
            if (!chosen.all()) {
                sync(application, group, table);
            } else if (group.online()) {
                syncOneOfAll(application, group, table);
            }
        }
        Report report = new Report().table("synced", table);
        expired.forEach(report::remark);
        failed.forEach(report::remark);
        if (table.isEmpty() && failed.isEmpty()) {
            report.remark("No group is online; declare one with .online() and apply it.");
        }
        List<String> retired = application
                .online()
                .retiredGroups()
                .among(application.metadata().registry().groups());
        if (chosen.all() && !retired.isEmpty()) {
            report.remark(
                    "Redis has values of groups that are not online any more: %s. Remove them: tidemark sync --remove --all"
                            .formatted(String.join(", ", retired)));
        }
        return report;
    }

    /** Syncs one of several groups; a failure does not stop the others. */
    private void syncOneOfAll(Application application, FeatureGroup group, Table table) {
        try {
            if (application.online().sync().isBeforeItsTable(group)) {
                table.row(group.name(), "nothing", 0, 0, 0, 0, Duration.ZERO, 0, "it has no table yet");
            } else {
                sync(application, group, table);
            }
        } catch (RuntimeException e) {
            if (application.stopRequested()) {
                throw e;
            }
            failed.add("Feature group '%s' was not synced: %s".formatted(group.name(), invocation.message(e)));
        }
    }

    private void sync(Application application, FeatureGroup group, Table table) {
        RecordedSync sync = application.online().sync();
        application.offline().step("sync " + group.name());
        long started = System.nanoTime();
        SyncOutcome outcome = sync.run(group, scope.request());
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        long entities = outcome.written() + outcome.skipped() + outcome.expired() + outcome.retracted();
        table.row(
                group.name(),
                outcome.kind().name().toLowerCase(Locale.ROOT),
                outcome.written(),
                outcome.skipped(),
                outcome.expired(),
                outcome.retracted(),
                took,
                entities * 1_000 / Math.max(1, took.toMillis()),
                outcome.detail());
        if (outcome.expired() > 0) {
            expired.add(expired(group, outcome.expired()));
        }
    }

    private static String expired(FeatureGroup group, long entities) {
        return String.format(
                Locale.ROOT,
                "Expired: %,d entities of '%s'. Their newest row is older than its time to live (%s), so they are not online;"
                        + " training sets leave out such values too.",
                entities,
                group.name(),
                age(group.timeToLive().duration().orElse(Duration.ZERO)));
    }

    private static String age(Duration timeToLive) {
        return timeToLive.equals(Duration.ofDays(timeToLive.toDays()))
                ? timeToLive.toDays() + "d"
                : timeToLive.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private Report remove(Application application) {
        List<FeatureGroup> declared = application.metadata().registry().groups();
        RetiredGroups retired = application.online().retiredGroups();
        Table table = Table.of("group", "removed", "took");
        for (String group : chosen.all() ? retired.among(declared) : chosen.names()) {
            long started = System.nanoTime();
            long removed = application.metadata().runs().record(RunKind.SYNC, group, null, lease -> {
                long gone = retired.under(lease::check)
                        .remove(
                                group,
                                declared,
                                soFar -> application
                                        .console()
                                        .progress()
                                        .status(String.format(Locale.ROOT, "remove %s | %,d entities", group, soFar)));
                return new Runs.Done<>(gone, gone, null);
            });
            table.row(group, removed, Duration.ofNanos(System.nanoTime() - started));
        }
        Report report = new Report().table("removed", table);
        if (table.isEmpty()) {
            report.remark("Redis has no values of groups that are not online.");
        }
        return report;
    }
}
