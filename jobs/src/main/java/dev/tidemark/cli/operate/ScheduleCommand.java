package dev.tidemark.cli.operate;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.schedule.Schedule;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs groups on their schedules until it is stopped. */
@Command(
        name = "schedule",
        abbreviateSynopsis = true,
        description = {
            "Materializes and syncs groups at the times of their schedules.",
            "Times are in UTC. The request log is carried into its table at the times of schedule.request-log. The command runs until it is stopped."
        },
        footer = "tidemark schedule")
public final class ScheduleCommand implements Callable<Integer> {
    private final Invocation invocation;

    public ScheduleCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Application application = invocation.open()) {
            Schedule schedule = application.schedule();
            schedule.start();
            Table table = Table.of("group", "next run");
            schedule.nextTimes().forEach(table::row);
            Report report = new Report().table("schedule", table);
            if (table.isEmpty()) {
                report.remark("No group has a schedule yet; one that gets one is taken up without a restart.");
            }
            schedule.problems()
                    .forEach((name, problem) -> report.remark("'%s' is not scheduled: %s".formatted(name, problem)));
            application.console().show(report);
            application.awaitStop();
            application
                    .console()
                    .say(
                            "Stopped: runs that had begun ended with their chunk. The same command goes on, and makes up for what"
                                    + " it missed.");
            return 0;
        }
    }
}
