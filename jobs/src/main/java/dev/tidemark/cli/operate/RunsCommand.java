package dev.tidemark.cli.operate;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.launch.Application;
import dev.tidemark.run.Run;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists finished and running runs. */
@Command(
        name = "runs",
        abbreviateSynopsis = true,
        description = {"Lists what ran and what runs, newest first.", "Says why runs failed or were stopped."},
        footer = "tidemark runs --limit 5")
public final class RunsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            defaultValue = "20",
            converter = Texts.LimitText.class,
            description = "How many runs at most, 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    public RunsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            Table table = Table.of("started", "kind", "subject", "status", "rows", "took", "up to")
                    .leaveOutFirst("up to", "took");
            Table failures = Table.of("started", "subject", "message");
            for (Run run : application.metadata().runHistory().latest(limit == 0 ? Integer.MAX_VALUE : limit)) {
                table.row(
                        run.startedAt(),
                        run.kind().name().toLowerCase(Locale.ROOT),
                        run.subject().name(),
                        run.status().name().toLowerCase(Locale.ROOT),
                        run.rows(),
                        took(run),
                        end(run));
                if (run.message() != null) {
                    failures.row(run.startedAt(), run.subject().name(), run.message());
                }
            }
            Report report = new Report().table("runs", table).table("failures", failures);
            if (table.isEmpty()) {
                report.remark("Nothing has run yet.");
            }
            application.console().show(report);
            return 0;
        }
    }

    private static @Nullable Duration took(Run run) {
        Instant end = run.endedAt();
        return end == null ? null : Duration.between(run.startedAt(), end);
    }

    private static @Nullable Instant end(Run run) {
        return run.range() == null ? null : run.range().end();
    }
}
