package dev.tidemark.schedule;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.session.SparkFailure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only Quartz job: passes a group and its scheduled time to the work, and retries failures. */
@DisallowConcurrentExecution
public final class ScheduledGroup implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledGroup.class);
    private static final String ATTEMPT = "attempt";

    private final ScheduledWork work;
    private final ScheduleConfig config;
    private final InstantSource clock;

    ScheduledGroup(ScheduledWork work, ScheduleConfig config, InstantSource clock) {
        this.work = work;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        JobKey job = context.getJobDetail().getKey();
        try {
            work.bringUpTo(job.getName(), context.getScheduledFireTime().toInstant());
        } catch (Exception thrown) { // Spark throws checked exceptions that it does not declare.
            RuntimeException failure = SparkFailure.explained(thrown, "The scheduled run failed");
            LOG.warn("Scheduled run of '{}' failed", job.getName(), failure);
            tryAgain(context, failure);
        }
    }

    private void tryAgain(JobExecutionContext context, RuntimeException failure) throws JobExecutionException {
        String text = context.getTrigger().getJobDataMap().getString(ATTEMPT);
        int attempt = text == null ? 0 : Integer.parseInt(text);
        boolean occupied = failure instanceof FeatureStoreException known && known.code() == ErrorCode.RUN_IN_PROGRESS;
        if (!occupied && attempt >= config.retries()) {
            throw new JobExecutionException(failure);
        }
        // Another run of the group is not a failure: this run waits for its end, however long that takes. Only a lease
        // that is really held counts as that; a metadata database that refuses is a failure.
        int next = occupied ? attempt : attempt + 1;
        JobKey job = context.getJobDetail().getKey();
        Instant at = clock.instant().plus(config.retryAfter());
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(new TriggerKey(job.getName(), "retry"))
                .forJob(job)
                .usingJobData(ATTEMPT, Integer.toString(next))
                .startAt(Date.from(at))
                .build();
        try {
            context.getScheduler().unscheduleJob(trigger.getKey());
            context.getScheduler().scheduleJob(trigger);
        } catch (SchedulerException e) {
            throw new JobExecutionException(e);
        }
    }
}
