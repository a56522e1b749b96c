package dev.tidemark.schedule;

import dev.tidemark.ingest.RequestLogIngestion;
import dev.tidemark.run.RunSubject;
import java.time.Instant;
import java.util.Optional;

/** Moves the request log into its table on its schedule, and passes groups on to their work. */
public final class RequestLogWork implements ScheduledWork {
    private final RequestLogIngestion log;
    private final ScheduledWork groups;

    public RequestLogWork(RequestLogIngestion log, ScheduledWork groups) {
        this.log = log;
        this.groups = groups;
    }

    /** Returns the crons of groups, and that of the request log if it has one. */
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
