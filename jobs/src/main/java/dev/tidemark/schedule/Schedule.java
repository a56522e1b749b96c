package dev.tidemark.schedule;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every group at the times of its cron expression, until closed.
 *
 * <p>Times, current runs and runs to be tried again are stored in the metadata database. Several schedulers may share
 * one database: each run is executed by one of them, and the runs of a scheduler that died are executed by another, or
 * by itself when it is started again.
 */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final String NAME = "tidemark";

    private final Scheduler quartz;
    private final Timetable timetable;
    private final ScheduleConfig config;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-timetable").factory());

    private Schedule(Scheduler quartz, Timetable timetable, ScheduleConfig config) {
        this.quartz = quartz;
        this.timetable = timetable;
        this.config = config;
    }

    /**
     * Prepares a schedule.
     *
     * @param crons the current cron expressions; called repeatedly
     */
    public static Schedule open(
            DataSource metadata,
            ScheduleConfig config,
            Supplier<Crons> crons,
            ScheduledWork work,
            InstantSource clock) {
        DBConnectionManager.getInstance().addConnectionProvider(NAME, new MetadataConnections(metadata));
        try {
            Scheduler quartz = new StdSchedulerFactory(properties(config)).getScheduler();
            quartz.setJobFactory((fired, scheduler) -> new ScheduledGroup(work, config, clock));
            return new Schedule(quartz, new Timetable(quartz, crons, clock), config);
        } catch (SchedulerException e) {
            throw failure("open", e);
        }
    }

    private static Properties properties(ScheduleConfig config) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", NAME);
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(config.threads()));
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        // The tables have PostgreSQL's form also in H2, so that one migration serves both.
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.dataSource", NAME);
        properties.setProperty("org.quartz.jobStore.useProperties", "true");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", milliseconds(config.checkIn()));
        properties.setProperty("org.quartz.jobStore.misfireThreshold", milliseconds(config.misfireThreshold()));
        return properties;
    }

    private static String milliseconds(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /** Starts to run groups, missed and interrupted runs first. */
    public void start() {
        timetable.followDefinitions();
        try {
            quartz.start();
        } catch (SchedulerException e) {
            throw failure("start", e);
        }
        long poll = config.poll().toMillis();
        @SuppressWarnings("unused")
        var unused = reader.scheduleWithFixedDelay(this::followDefinitions, poll, poll, TimeUnit.MILLISECONDS);
    }

    /** The database may be unavailable for a while: then the times that were last read stay. */
    void followDefinitions() {
        try {
            timetable.followDefinitions();
        } catch (RuntimeException e) {
            LOG.warn("Cannot read the definitions; the schedule stays as it is", e);
        }
    }

    /** Returns the next time of each schedule, by name. */
    public Map<String, Instant> nextTimes() {
        return timetable.nextTimes();
    }

    /** Returns, by name, why a schedule differs from its definition; all others run at their times. */
    public Map<String, String> problems() {
        return timetable.problems();
    }

    /** Starts no more runs and waits for the current ones. */
    @Override
    public void close() {
        reader.shutdown();
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            throw failure("stop", e);
        }
    }

    static FeatureStoreException failure(String attempt, SchedulerException cause) {
        return new FeatureStoreException(
                ErrorCode.METADATA_UNAVAILABLE,
                "Cannot %s the schedule in the metadata database: %s".formatted(attempt, cause.getMessage()),
                cause);
    }
}
