package dev.tidemark.schedule;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** Quartz's triggers, kept equal to the crons of what is scheduled. */
final class Timetable {
    private static final String GROUPS = "feature-groups";
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private final Scheduler quartz;
    private final Supplier<Map<String, String>> crons;

    /** @param crons by name of what is scheduled, as they are whenever they are asked for */
    Timetable(Scheduler quartz, Supplier<Map<String, String>> crons) {
        this.quartz = quartz;
        this.crons = crons;
    }

    /** Adds, changes and removes triggers; one whose cron has not changed keeps its next time, also one in the past. */
    void followDefinitions() {
        Map<String, String> wanted = crons.get();
        try {
            for (JobKey job : quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUPS))) {
                if (!wanted.containsKey(job.getName())) {
                    quartz.deleteJob(job);
                }
            }
            for (Map.Entry<String, String> cron : wanted.entrySet()) {
                follow(cron.getKey(), cron.getValue());
            }
        } catch (SchedulerException e) {
            throw Schedule.failure("change", e);
        }
    }

    private void follow(String group, String cron) throws SchedulerException {
        TriggerKey key = new TriggerKey(group, GROUPS);
        Trigger present = quartz.getTrigger(key);
        if (present instanceof CronTrigger trigger
                && trigger.getCronExpression().equals(cron)) {
            return;
        }
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(new JobKey(group, GROUPS))
                .withSchedule(CronScheduleBuilder.cronSchedule(cron)
                        .inTimeZone(UTC)
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        if (present != null) {
            quartz.rescheduleJob(key, trigger);
            return;
        }
        JobDetail job = JobBuilder.newJob(ScheduledGroup.class)
                .withIdentity(group, GROUPS)
                .requestRecovery()
                .storeDurably()
                .build();
        quartz.addJob(job, true);
        quartz.scheduleJob(trigger);
    }

    /** The next time of all that is scheduled, by name. */
    Map<String, Instant> nextTimes() {
        Map<String, Instant> times = new TreeMap<>();
        try {
            for (TriggerKey key : quartz.getTriggerKeys(GroupMatcher.triggerGroupEquals(GROUPS))) {
                Date next = quartz.getTrigger(key).getNextFireTime();
                if (next != null) {
                    times.put(key.getName(), next.toInstant());
                }
            }
        } catch (SchedulerException e) {
            throw Schedule.failure("read", e);
        }
        return times;
    }
}
