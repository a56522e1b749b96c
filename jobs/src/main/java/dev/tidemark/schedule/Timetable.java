package dev.tidemark.schedule;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps Quartz's triggers equal to the current cron expressions. */
final class Timetable {
    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
    private static final String GROUPS = "feature-groups";

    private final Scheduler quartz;
    private final Supplier<Crons> crons;
    private final InstantSource clock;

    /** Reasons, by name, why a schedule differs from its definition. */
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    /** @param crons the current cron expressions; called repeatedly */
    Timetable(Scheduler quartz, Supplier<Crons> crons, InstantSource clock) {
        this.quartz = quartz;
        this.crons = crons;
        this.clock = clock;
    }

    /**
     * Adds, changes and removes triggers. A trigger whose cron has not changed keeps its next time, even one in the
     * past. A schedule that cannot be set stays unchanged, is reported once, and does not stop the others.
     */
    void followDefinitions() {
        Crons wanted = crons.get();
        try {
            for (JobKey job : quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUPS))) {
                if (!wanted.holds(job.getName())) {
                    quartz.deleteJob(job);
                }
            }
            problems.keySet().removeIf(name -> !wanted.holds(name));
            wanted.unreadable().forEach(this::report);
            wanted.byName().forEach(this::followOrReport);
        } catch (SchedulerException e) {
            throw Schedule.failure("change", e);
        }
    }

    private void followOrReport(String group, String cron) {
        try {
            follow(group, cron).ifPresentOrElse(problem -> report(group, problem), () -> problems.remove(group));
        } catch (SchedulerException e) {
            report(group, String.valueOf(e.getMessage()));
        }
    }

    private void report(String group, String problem) {
        if (!problem.equals(problems.put(group, problem))) {
            LOG.warn("'{}' is not scheduled as its definition says: {}", group, problem);
        }
    }

    /** Returns why the group cannot be scheduled; empty if it can. */
    private Optional<String> follow(String group, String cron) throws SchedulerException {
        TriggerKey key = new TriggerKey(group, GROUPS);
        Trigger present = quartz.getTrigger(key);
        if (present instanceof CronTrigger trigger
                && trigger.getCronExpression().equals(cron)) {
            return Optional.empty();
        }
        Optional<String> problem = CronCheck.problem(cron);
        if (problem.isPresent()) {
            return problem;
        }
        if (CronCheck.next(cron, clock.instant()).isEmpty()) {
            return Optional.of("'%s' has no time to come".formatted(cron));
        }
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(new JobKey(group, GROUPS))
                .withSchedule(CronScheduleBuilder.cronSchedule(cron)
                        .inTimeZone(CronCheck.UTC)
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        if (present != null) {
            quartz.rescheduleJob(key, trigger);
            return Optional.empty();
        }
        JobDetail job = JobBuilder.newJob(ScheduledGroup.class)
                .withIdentity(group, GROUPS)
                .requestRecovery()
                .storeDurably()
                .build();
        quartz.addJob(job, true);
        quartz.scheduleJob(trigger);
        return Optional.empty();
    }

    /** Returns, by name, why schedules differ from their definitions, as of the last update. */
    Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    /** Returns the next time of each schedule, by name. */
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
