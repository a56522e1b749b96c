package dev.tidemark.cli;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.launch.Application;
import dev.tidemark.schedule.Schedule;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** Runs groups at their times until it is stopped. */
@Command(
        name = "schedule",
        description =
                "Materializes and syncs each group at the times of its schedule (UTC), and carries the request log"
                        + " into its table at those of schedule.request-log, until it is stopped.")
final class ScheduleCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    ScheduleCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Application application = tidemark.open()) {
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
            // Only a signal ends this; the application's parts are then closed by the process's own hook.
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
