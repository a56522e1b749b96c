package dev.tidemark.cli.operate;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.terminal.Report;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Moves the request log into its table. */
@Command(
        name = "request-log",
        abbreviateSynopsis = true,
        description = {
            "Carries the log of served features into its Iceberg table.",
            "Each row is carried once. Servers log one entity in request-log.one-in."
        },
        footer = "tidemark request-log")
public final class RequestLogCommand implements Callable<Integer> {
    private final Invocation invocation;

    public RequestLogCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            long started = System.nanoTime();
            application.offline().step("request log");
            long rows = application.offline().requestLogIngestion().run();
            Report report = new Report()
                    .fact("table", application.offline().requestLogTable().name())
                    .fact("rows", rows)
                    .fact("took", Duration.ofNanos(System.nanoTime() - started));
            if (application.settings().integer("request-log.one-in", 0, Integer.MAX_VALUE) == 0) {
                report.remark(
                        "The log is off: set request-log.one-in to 1 for all entities, 100 for one in a hundred.");
            }
            application.console().show(report);
            return 0;
        }
    }
}
