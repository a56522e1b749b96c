package dev.tidemark.schedule;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * How the scheduler behaves.
 *
 * @param poll how often definitions are read again
 * @param threads how many groups run at the same time
 * @param misfireThreshold how late a run may start before it counts as missed; missed runs are made up for by one
 * @param checkIn how often a scheduler says that it lives; another one takes over the runs of one that stopped saying so
 * @param retryAfter how long a failed run waits before it is tried again
 * @param retries how often a failed run is tried again before its next regular time
 */
public record ScheduleConfig(
        Duration poll, int threads, Duration misfireThreshold, Duration checkIn, Duration retryAfter, int retries) {
    public static ScheduleConfig from(Settings settings) {
        return new ScheduleConfig(
                settings.duration("schedule.poll"),
                settings.integer("schedule.threads", 1, 1_000),
                settings.duration("schedule.misfire-threshold"),
                settings.duration("schedule.check-in"),
                settings.duration("schedule.retry-after"),
                settings.integer("schedule.retries", 0, 1_000));
    }
}
