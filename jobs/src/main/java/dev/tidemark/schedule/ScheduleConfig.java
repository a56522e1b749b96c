package dev.tidemark.schedule;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of the scheduler.
 *
 * @param poll how often definitions are read again
 * @param threads how many groups run at the same time
 * @param misfireThreshold how late a run may start before it counts as missed; one run makes up for all missed ones
 * @param checkIn how often a scheduler reports that it is alive; another one takes over the runs of one that no longer
 *     does
 * @param retryAfter how long a failed run waits before it is tried again
 * @param retries how often a failed run is tried again before its next regular time
 * @param requestLog the cron expression for moving the request log into its table; empty for never
 */
public record ScheduleConfig(
        Duration poll,
        int threads,
        Duration misfireThreshold,
        Duration checkIn,
        Duration retryAfter,
        int retries,
        Optional<String> requestLog) {

    public static ScheduleConfig from(Settings settings) {
        return new ScheduleConfig(
                settings.duration("schedule.poll"),
                settings.integer("schedule.threads", 1, 1_000),
                settings.duration("schedule.misfire-threshold"),
                settings.duration("schedule.check-in"),
                settings.duration("schedule.retry-after"),
                settings.integer("schedule.retries", 0, 1_000),
                requestLog(settings.text("schedule.request-log")));
    }

    private static Optional<String> requestLog(String cron) {
        if (!cron.isEmpty() && CronCheck.problem(cron).isPresent()) {
            throw new ConfigurationException(
                    "schedule.request-log is '%s'; allowed: a Quartz cron expression in UTC, such as '0 */15 * * * ?', or nothing"
                            .formatted(cron));
        }
        return Optional.of(cron).filter(text -> !text.isEmpty());
    }
}
