package dev.tidemark.schedule;

import dev.tidemark.ingest.RequestLogIngestion;
import dev.tidemark.run.RunSubject;
import java.time.Instant;
import java.util.Optional;

/** Carries the request log into its table when its time has come, and leaves the groups to their own work. */
public final class RequestLogWork implements ScheduledWork {
    private final RequestLogIngestion log;
    private final ScheduledWork groups;

    public RequestLogWork(RequestLogIngestion log, ScheduledWork groups) {
        this.log = log;
        this.groups = groups;
    }

    /** The crons of groups, and that of the request log where it has one. */
    public static Crons crons(Crons groups, Optional<String> requestLog) {
        return requestLog
                .map(cron -> groups.with(RunSubject.requestLog().name(), cron))
                .orElse(groups);
    }

    @Override
    public void bringUpTo(String name, Instant scheduledTime) {
        if (name.equals(RunSubject.requestLog().name())) {
            log.run();
        } else {
            groups.bringUpTo(name, scheduledTime);
        }
    }
}
