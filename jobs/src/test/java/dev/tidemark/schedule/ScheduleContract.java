package dev.tidemark.schedule;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the schedule promises on every metadata database. */
abstract class ScheduleContract {
    private static final String EVERY_SECOND = "* * * * * ?";
    private static final String NEXT_YEAR = "0 0 0 1 1 ? 2099";

    private static final int RETRIES = 3;

    private record Call(String group, Instant scheduledTime) {}

    private final List<FeatureGroup> declared = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    /** Where the database is; a folder of this test's may hold it. */
    abstract MetadataConfig config(Path folder);

    private MetadataDatabase database;

    @BeforeEach
    void openDatabase() {
        database = MetadataDatabase.open(config(folder));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void aGroupRunsAtTheTimesOfItsCron() throws InterruptedException {
        declared.add(group("clicks", EVERY_SECOND));
        declared.add(group("orders", NEXT_YEAR));
        declared.add(group("unscheduled", null));

        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.start();
            Call first = next();
            Call second = next();

            assertThat(first.group()).isEqualTo("clicks");
            assertThat(second.scheduledTime()).isAfter(first.scheduledTime());
            assertThat(schedule.nextTimes()).containsOnlyKeys("clicks", "orders");
            assertThat(schedule.nextTimes()).containsEntry("orders", Instant.parse("2099-01-01T00:00:00Z"));
        }
    }

    @Test
    void allMissedTimesAreMadeUpForByOneRunUpToNow() throws InterruptedException {
        declared.add(group("hourly", "0 0 * * * ?"));
        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.followDefinitions();
        }
        Instant threeDaysAgo = Instant.now().minus(Duration.ofDays(3));
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE qrtz_triggers SET next_fire_time = ?", threeDaysAgo.toEpochMilli()));
        Instant started = Instant.now();

        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.start();
            Call made = next();

            assertThat(made.scheduledTime()).isAfterOrEqualTo(started.minusSeconds(1));
            assertThat(schedule.nextTimes().get("hourly")).isAfter(started);
        }
        assertThat(calls).isEmpty();
    }

    @Test
    void aFailedRunIsTriedAgain() throws InterruptedException {
        declared.add(group("flaky", "0 0 0 1 1 ? 2099"));
        AtomicInteger attempts = new AtomicInteger();
        ScheduledWork work = (group, time) -> {
            calls.add(new Call(group, time));
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("source is away");
            }
        };
        try (Schedule schedule = open(work)) {
            schedule.followDefinitions();
            makeAllDue();
            schedule.start();

            next();
            next();
            next();
        }
        assertThat(attempts).hasValue(3);
    }

    @Test
    void definitionsAreFollowedWhileTheScheduleRuns() throws InterruptedException {
        declared.add(group("old", NEXT_YEAR));
        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.start();
            declared.set(0, group("new", EVERY_SECOND));

            assertThat(next().group()).isEqualTo("new");
            assertThat(schedule.nextTimes()).containsOnlyKeys("new");
        }
    }

    @Test
    void whatCannotBeScheduledIsReportedAndTheOthersRun() throws InterruptedException {
        declared.add(group("a_good", EVERY_SECOND));
        declared.add(group("b_hour", "0 0 25 * * ?"));
        declared.add(group("c_never", "0 0 0 30 2 ?"));
        declared.add(group("z_good", EVERY_SECOND));

        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.start();
            Set<String> called = new HashSet<>();
            while (called.size() < 2) {
                called.add(next().group());
            }

            assertThat(called).containsExactlyInAnyOrder("a_good", "z_good");
            assertThat(schedule.problems())
                    .containsOnlyKeys("b_hour", "c_never")
                    .containsEntry("c_never", "'0 0 0 30 2 ?' has no time to come")
                    .hasEntrySatisfying("b_hour", problem -> assertThat(problem).contains("'0 0 25 * * ?'", "Hour"));
        }
    }

    @Test
    void aMistakeInARunningScheduleHoldsUpNoOtherChange() throws InterruptedException {
        declared.add(group("old", NEXT_YEAR));
        try (Schedule schedule = open((group, time) -> calls.add(new Call(group, time)))) {
            schedule.start();
            declared.add(0, group("old", "0 0 25 * * ?"));
            declared.set(1, group("late", EVERY_SECOND));

            assertThat(next().group()).isEqualTo("late");
            assertThat(schedule.problems()).containsOnlyKeys("old");
            assertThat(schedule.nextTimes()).containsEntry("old", Instant.parse("2099-01-01T00:00:00Z"));
        }
    }

    @Test
    void aDefinitionThatCannotBeReadKeepsItsTimesAndHoldsUpNoOther() throws InterruptedException {
        Registry registry = new Registry(database, InstantSource.system());
        registry.apply(registry.plan(List.of(group("old", NEXT_YEAR), group("other", NEXT_YEAR))));
        try (Schedule schedule = open(
                () -> Crons.of(registry.readableGroups()),
                (group, time) -> calls.add(new Call(registry.group(group).name(), time)))) {
            schedule.start();
            addVersion("old", "'{\"name\": \"old\"}'");
            addVersion("other", "REPLACE(definition, '%s', '%s')".formatted(NEXT_YEAR, EVERY_SECOND));

            assertThat(next().group()).isEqualTo("other");
            assertThat(schedule.nextTimes()).containsEntry("old", Instant.parse("2099-01-01T00:00:00Z"));
            assertThat(schedule.problems())
                    .containsOnlyKeys("old")
                    .hasEntrySatisfying(
                            "old",
                            problem ->
                                    assertThat(problem).startsWith("Cannot read version 2 of 'old' in the registry: "));
        }
    }

    private void addVersion(String group, String definition) {
        database.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO feature_group_version"
                        + " (name, version, definition, fingerprint, applied_at)"
                        + " SELECT name, 2, %s, fingerprint, applied_at FROM feature_group_version WHERE name = '%s'"
                                .formatted(definition, group)));
    }

    @Test
    void aMetadataDatabaseThatRefusesIsAFailureThatCounts() throws InterruptedException {
        declared.add(group("refused", NEXT_YEAR));
        RunHistory history = new RunHistory(database, InstantSource.system(), Duration.ofMinutes(1));
        database.jdbi()
                .useHandle(handle -> handle.execute("ALTER TABLE run ADD CONSTRAINT full_disk CHECK (kind = '')"));
        ScheduledWork work = (group, time) -> {
            calls.add(new Call(group, time));
            history.start(RunKind.MATERIALIZE, group, null);
        };

        try (Schedule schedule = open(work)) {
            schedule.followDefinitions();
            makeAllDue();
            schedule.start();
            for (int attempt = 0; attempt <= RETRIES; attempt++) {
                next();
            }

            assertThat(retries()).isZero();
        }
        assertThat(calls).isEmpty();
    }

    /** Waits for the end of what runs, so that a further retry would be there. */
    private int retries() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (rows("qrtz_fired_triggers") > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return rows("qrtz_simple_triggers");
    }

    private int rows(String table) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aGroupNeverRunsTwiceAtOnce() throws InterruptedException {
        declared.add(group("slow", EVERY_SECOND));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch runs = new CountDownLatch(3);
        CountDownLatch otherSecondHasPassed = new CountDownLatch(1);
        declared.add(group("clock", EVERY_SECOND));
        AtomicInteger ticks = new AtomicInteger();
        ScheduledWork work = (group, time) -> {
            if (group.equals("clock")) {
                if (ticks.incrementAndGet() == 3) {
                    otherSecondHasPassed.countDown();
                }
                return;
            }
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            await(otherSecondHasPassed);
            running.decrementAndGet();
            runs.countDown();
        };

        try (Schedule schedule = open(work)) {
            schedule.start();

            assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most).hasValue(1);
    }

    private void makeAllDue() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE qrtz_triggers SET next_fire_time = ?",
                        Instant.now().toEpochMilli()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Call next() throws InterruptedException {
        Call call = calls.poll(30, TimeUnit.SECONDS);
        assertThat(call).as("a run within 30 s").isNotNull();
        return call;
    }

    private Schedule open(ScheduledWork work) {
        return open(() -> Crons.of(List.copyOf(declared)), work);
    }

    private Schedule open(Supplier<Crons> crons, ScheduledWork work) {
        ScheduleConfig config = new ScheduleConfig(
                Duration.ofMillis(100),
                2,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                RETRIES,
                Optional.empty());
        return Schedule.open(database.dataSource(), config, crons, work, InstantSource.system());
    }

    private static FeatureGroup group(String name, String cron) {
        FeatureGroupBuilder builder = FeatureGroups.ofUsers(name)
                .source(DataSource.table("raw.events").timestamp("event_timestamp"))
                .feature("events_1h", "Events", count().over("1h"));
        return (cron == null ? builder : builder.schedule(cron)).build();
    }
}
