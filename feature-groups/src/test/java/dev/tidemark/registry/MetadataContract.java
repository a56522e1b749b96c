package dev.tidemark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureServiceBuilder;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.TableAppends;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metadata database promises, whichever database it is. */
abstract class MetadataContract {
    private static final Entity USER = Entity.of("user", "A person who pays", "user_id", ScalarType.INT64);
    private static final TimeRange DAY = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 1));
    private static final Duration LEASE = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2026-03-02T00:00:00Z");
    private MetadataDatabase database;

    /** A configuration of an empty database. */
    abstract MetadataConfig emptyDatabase();

    @BeforeEach
    void open() {
        database = MetadataDatabase.open(emptyDatabase());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void appliedGroupsAreReadBackAsTheyWereDeclared() {
        List<FeatureGroup> declared = List.of(windows(), followingItsTable(), statement(), javaClass());
        Registry registry = new Registry(database, () -> now);

        registry.apply(registry.plan(declared));

        assertThat(registry.groups()).containsExactlyInAnyOrderElementsOf(declared);
        assertThat(registry.group("user_sql")).isEqualTo(statement());
        assertThat(declared)
                .allSatisfy(group -> assertThat(DefinitionJson.read(DefinitionJson.write(group)))
                        .isEqualTo(group));
    }

    @Test
    void aPlanTellsWhatWouldChangeFieldByField() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(statement(), javaClass())));
        FeatureGroup changed = sql().timeToLive(Duration.ofHours(2)).build();

        Plan plan = registry.plan(List.of(changed, windows()));

        assertThat(plan.changes())
                .extracting(change -> change.definition().name(), Change::kind, Change::details)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "user_sql", Change.Kind.CHANGE, List.of("time_to_live: - -> PT2H")),
                        org.assertj.core.groups.Tuple.tuple("user_windows", Change.Kind.ADD, List.of()));
        assertThat(plan.untouched()).containsExactly("user_java");
        assertThat(registry.versions("user_sql")).hasSize(1);
    }

    @Test
    void everyChangeIsAVersionAndASecondApplyIsNone() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(statement())));
        FeatureGroup changed = sql().timeToLive(Duration.ofHours(2)).build();

        registry.apply(registry.plan(List.of(changed)));
        Plan second = registry.apply(registry.plan(List.of(changed)));

        assertThat(second.isEmpty()).isTrue();
        assertThat(registry.versions("user_sql"))
                .extracting(DefinitionVersion::version, DefinitionVersion::featureGroup)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, statement()),
                        org.assertj.core.groups.Tuple.tuple(2, changed));
        assertThat(registry.versions("user_sql").getLast().fingerprint()).isEqualTo(Registry.fingerprint(changed));
    }

    @Test
    void aServiceIsVersionedAsGroupsAre() {
        Registry registry = new Registry(database, () -> now);
        FeatureService first = service().features("user_sql").build();
        FeatureService second = service().features("user_sql", "user_java").build();

        registry.apply(registry.plan(List.of(first, statement(), javaClass())));
        Plan plan = registry.apply(registry.plan(List.of(second)));
        Plan again = registry.apply(registry.plan(List.of(second)));

        assertThat(plan.changes())
                .singleElement()
                .extracting(Change::kind, Change::details)
                .containsExactly(Change.Kind.CHANGE, List.of("features[1]: - -> user_java"));
        assertThat(plan.untouched()).containsExactly("user_java", "user_sql");
        assertThat(again.isEmpty()).isTrue();
        assertThat(registry.service("fraud")).isEqualTo(second);
        assertThat(registry.services())
                .extracting(ServiceVersion::featureService, ServiceVersion::version, ServiceVersion::appliedAt)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(second, 2, now));
    }

    @Test
    void aServiceIsHeldAgainstTheGroupsThatItNames() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(statement())));

        assertThatThrownBy(() -> registry.plan(List.of(service()
                        .features("user_sq", "user_sql:nothing_like_it")
                        .build())))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("""
                    feature service 'fraud', field 'features': no feature group 'user_sq'; did you mean user_sql?
                    feature service 'fraud', field 'features': no feature 'nothing_like_it' in feature group 'user_sql'; known: visits\
                    """);
        assertThatThrownBy(() -> registry.service("fraud")).hasMessage("No feature service 'fraud'; there is none yet");
    }

    @Test
    void aGroupKeepsTheFeaturesThatAServiceTakes() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(
                List.of(statement(), service().features("user_sql:visits").build())));
        FeatureGroup without = FeatureGroup.named("user_sql")
                .describedAs("Has lost its visits")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.parquet("visits", "/data/visits").timestamp("at"))
                .feature("calls", ScalarType.INT32, "Calls so far")
                .sql("SELECT 1")
                .build();

        assertThatThrownBy(() -> registry.plan(List.of(without)))
                .hasMessage(
                        "feature service 'fraud', field 'features': no feature 'visits' in feature group 'user_sql';"
                                + " known: calls");
    }

    /** As a newer Tidemark may have written it. */
    @Test
    void aDefinitionThatCannotBeReadHoldsUpNoOtherAndIsReplacedByApply() {
        Registry registry = new Registry(database, () -> now);
        FeatureService fraud = service().features("user_sql:visits").build();
        registry.apply(registry.plan(List.of(statement(), fraud)));
        database.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO feature_group_version"
                        + " (name, version, definition, fingerprint, applied_at)"
                        + " SELECT name, 2, '{}', fingerprint, applied_at FROM feature_group_version"));
        String why = "Cannot read version 2 of 'user_sql' in the registry: ";

        assertThat(registry.readableGroups().groups()).isEmpty();
        assertThat(registry.readableGroups().unreadable())
                .hasEntrySatisfying("user_sql", told -> assertThat(told).startsWith(why));
        assertThatThrownBy(registry::groups).hasMessageStartingWith(why);
        Plan other = registry.plan(List.of(
                service().features("user_sql:visits").describedAs("Other words").build()));
        assertThat(other.untouched()).containsExactly("user_sql");

        Plan mended = registry.apply(registry.plan(List.of(statement())));

        assertThat(mended.changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.CHANGE);
            assertThat(change.details()).singleElement().asString().startsWith(why);
        });
        assertThat(registry.groups()).containsExactly(statement());
        assertThat(registry.latest().getFirst().version()).isEqualTo(3);
    }

    private static FeatureServiceBuilder service() {
        return FeatureService.named("fraud").describedAs("Scores payments").ownedBy("fraud-team");
    }

    @Test
    void aRetiredGroupIsHiddenAndItsClassDoesNotBringItBack() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(windows(), statement())));

        registry.retirements().retire(Retirement.Kind.GROUP, "user_sql");
        registry.retirements().retire(Retirement.Kind.GROUP, "user_sql");

        Plan plan = registry.apply(registry.plan(List.of(windows(), statement())));
        assertThat(registry.groups()).containsExactly(windows());
        assertThat(plan.changes())
                .extracting(change -> change.definition().name())
                .containsExactly(windows().name());
        assertThat(plan.untouched()).isEmpty();
        assertThatThrownBy(() -> registry.group("user_sql"))
                .hasMessage("Feature group 'user_sql' was retired at 2026-03-02T00:00:00Z; 'tidemark retire --undo"
                        + " user_sql' takes it into use again");
        assertThat(registry.groupWithHistory("user_sql")).isEqualTo(statement());
        assertThat(registry.retirements().undo(Retirement.Kind.GROUP, "user_sql"))
                .isTrue();
        assertThat(registry.retirements().undo(Retirement.Kind.GROUP, "user_sql"))
                .isFalse();
        assertThat(registry.group("user_sql")).isEqualTo(statement());
    }

    @Test
    void theNameOfAPurgedGroupIsDeclaredAnewAsItsNextVersion() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(statement())));
        SyncPositions positions = new SyncPositions(database);
        positions.moveTo("user_sql", "redis", 7, now);
        registry.retirements().retire(Retirement.Kind.GROUP, "user_sql");
        registry.retirements().noteLocations("user_sql", List.of("/data/a", "/data/b"));
        assertThat(registry.retirements().locations("user_sql")).containsExactly("/data/a", "/data/b");

        registry.retirements().forget("user_sql");

        assertThat(positions.groups("redis")).isEmpty();
        assertThat(registry.retirements().undo(Retirement.Kind.GROUP, "user_sql"))
                .isFalse();
        assertThatThrownBy(() -> registry.groupWithHistory("user_sql"))
                .hasMessage(
                        "Feature group 'user_sql' was purged at 2026-03-02T00:00:00Z; declare it anew and apply it");
        registry.apply(registry.plan(List.of(statement())));
        assertThat(registry.group("user_sql")).isEqualTo(statement());
        assertThat(registry.versions("user_sql"))
                .extracting(DefinitionVersion::version)
                .containsExactly(1, 2);
        assertThat(registry.retirements().all()).isEmpty();
    }

    @Test
    void aRunOfARetiredGroupIsSeenUntilItsLeaseLapses() {
        Registry registry = new Registry(database, () -> now);
        new RunHistory(database, () -> now, LEASE).start(RunKind.STREAM, "user_sql", null);

        assertThat(registry.retirements().runsInProgress("user_sql")).containsExactly("MATERIALIZE");
        now = now.plus(LEASE).plusSeconds(1);
        assertThat(registry.retirements().runsInProgress("user_sql")).isEmpty();
    }

    @Test
    void anUnknownGroupIsAnsweredWithTheNearestName() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(windows())));

        assertThatThrownBy(() -> registry.group("user_window"))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage("No feature group 'user_window'; did you mean user_windows?");
    }

    @Test
    void concurrentAppliesLoseNoVersion() throws Exception {
        Registry registry = new Registry(database, () -> now);
        List<Callable<Integer>> applies = java.util.stream.IntStream.rangeClosed(1, 8)
                .<Callable<Integer>>mapToObj(hours -> () -> {
                    FeatureGroup group =
                            sql().timeToLive(Duration.ofHours(hours)).build();
                    try {
                        registry.apply(registry.plan(List.of(group)));
                        return 1;
                    } catch (FeatureStoreException e) {
                        return 0;
                    }
                })
                .toList();

        int succeeded = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> result : threads.invokeAll(applies)) {
                succeeded += result.get();
            }
        }

        assertThat(succeeded).isPositive();
        assertThat(registry.versions("user_sql"))
                .extracting(DefinitionVersion::version)
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, succeeded)
                        .boxed()
                        .toList());
    }

    @Test
    void noTwoRunsWorkOnOneGroupAtATime() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run first = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageMatching(
                        "A materialize run of 'payments' is in progress since 2026-03-02T00:00:00Z \\(process"
                                + " \\d+@.+\\); wait for it, or if it was killed, for its lease of PT30S to lapse");
        runs.start(RunKind.SYNC, "payments", null);
        runs.start(RunKind.MATERIALIZE, "merchants", DAY);

        runs.succeed(first, 10, 7L);
        Run second = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        assertThat(second.status()).isEqualTo(Run.Status.RUNNING);
    }

    @Test
    void whatTheDatabaseRefusesForItsOwnReasonsIsNoRunInProgress() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        refuseRows("run");

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The metadata database refused to record a run of 'payments': ")
                .extracting(failure -> ((FeatureStoreException) failure).code())
                .isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
    }

    @Test
    void whatTheDatabaseRefusesForItsOwnReasonsIsNoOtherApply() {
        Registry registry = new Registry(database, () -> now);
        Plan plan = registry.plan(List.of(statement()));
        refuseRows("feature_group_version");

        assertThatThrownBy(() -> registry.apply(plan))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The metadata database refused to register definitions; nothing was changed: ")
                .extracting(failure -> ((FeatureStoreException) failure).code())
                .isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
    }

    private void refuseRows(String table) {
        String column = table.equals("run") ? "feature_group" : "name";
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "ALTER TABLE %s ADD CONSTRAINT full_disk CHECK (%s = '')".formatted(table, column)));
    }

    @Test
    void aKilledRunIsAbandonedWhenItsLeaseLapses() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run killed = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plus(LEASE).plusSeconds(1);

        Run next = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThat(runs.heartbeat(killed)).isFalse();
        assertThat(runs.heartbeat(next)).isTrue();
        assertThat(runs.latest(10)).extracting(Run::status).containsExactly(Run.Status.RUNNING, Run.Status.ABANDONED);
    }

    @Test
    void aRunThatWasTakenForDeadNeitherSucceedsNorFailsAnyMore() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run paused = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plus(LEASE).plusSeconds(1);
        Run next = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThatThrownBy(() -> runs.succeed(paused, 10, 7L))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "The run of 'payments' gave no sign of life for too long and lost its lease; start it again");
        runs.fail(paused, "out of disk");
        runs.succeed(next, 11, 8L);
        runs.fail(next, "after its end");

        assertThat(runs.latest(10))
                .extracting(Run::status, Run::rows)
                .containsExactly(tuple(Run.Status.SUCCEEDED, 11L), tuple(Run.Status.ABANDONED, null));
        assertThat(runs.lastSucceeded(RunKind.MATERIALIZE, "payments"))
                .map(Run::id)
                .contains(next.id());
    }

    @Test
    void aStreamAndAMaterializationExcludeEachOtherAndAnIngestionRunsBeside() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        runs.start(RunKind.STREAM, "payments", null);
        runs.start(RunKind.INGEST, "payments", null);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("A stream run of 'payments' is in progress");
    }

    @Test
    void aHeartbeatKeepsTheLease() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run run = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plusSeconds(25);
        assertThat(runs.heartbeat(run)).isTrue();
        now = now.plusSeconds(25);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class);
    }

    @Test
    void theLastSuccessIsTheOneThatCameFurthest() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        TimeRange before = TimeRange.ofDays(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 28));
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", DAY), 5, 1L);
        now = now.plusSeconds(60);
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", before), 9, 2L);
        now = now.plusSeconds(60);
        runs.fail(runs.start(RunKind.MATERIALIZE, "payments", DAY), "out of disk");

        Run last = runs.lastSucceeded(RunKind.MATERIALIZE, "payments").orElseThrow();

        assertThat(last.range()).isEqualTo(DAY);
        assertThat(last.rows()).isEqualTo(5);
        assertThat(last.snapshotId()).isEqualTo(1);
        assertThat(runs.lastSucceeded(RunKind.SYNC, "payments")).isEmpty();
        assertThat(runs.latest(1).getFirst().message()).isEqualTo("out of disk");
        assertThat(runs.succeededSince(RunKind.MATERIALIZE, "payments", Instant.EPOCH))
                .containsExactly(before, DAY);
    }

    /** PostgreSQL has no U+0000 in texts, and a message may quote whatever was in a source. */
    @Test
    void textsMayHaveAnyLetters() {
        Registry registry = new Registry(database, () -> now);
        FeatureGroup odd = sql().describedAs("a\u0000b \uD83D\uDE00").build();
        registry.apply(registry.plan(List.of(odd)));
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        runs.fail(runs.start(RunKind.MATERIALIZE, "payments", DAY), "no number: 'a\u0000'");

        assertThat(registry.group("user_sql")).isEqualTo(odd);
        assertThat(registry.plan(List.of(odd)).isEmpty()).isTrue();
        assertThat(runs.latest(1).getFirst().message()).isEqualTo("no number: 'a\u2400'");
        assertThatThrownBy(() -> registry.group("user\u0000sql")).isInstanceOf(FeatureStoreException.class);
        assertThat(new SyncPositions(database).position("user\u0000sql", "redis"))
                .isEmpty();
    }

    /** A run that went on where another had stopped says nothing of what came after the first one began. */
    @Test
    void whatIsComputedIsTakenOverFromRunsThatSucceededAsOfTheEarliestReading() throws Exception {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Instant first = now;
        runs.fail(runs.start(RunKind.MATERIALIZE, "payments", DAY), "stopped");
        now = now.plusSeconds(60);
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", DAY), 5, 1L);
        now = now.plusSeconds(60);
        Instant third = now;
        TimeRange far = new TimeRange(DAY.start(), now.plus(Duration.ofDays(400)));
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", far), 5, 2L);
        runs.succeed(runs.start(RunKind.SYNC, "payments", null), 5, 2L);

        takeOverRuns();

        List<List<Long>> ranges = database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM computed_range ORDER BY read_at")
                        .map((row, context) ->
                                List.of(row.getLong("range_start"), row.getLong("range_end"), row.getLong("read_at")))
                        .list());
        assertThat(ranges)
                .containsExactly(
                        List.of(micros(DAY.start()), micros(DAY.end()), micros(first)),
                        List.of(micros(DAY.start()), micros(third), micros(third)));
    }

    /** As the migration does in a database that has runs. */
    private void takeOverRuns() throws IOException {
        executeFrom("V11__computed_ranges.sql", "INSERT INTO");
    }

    private void executeFrom(String migration, String begin) throws IOException {
        try (InputStream file = MetadataContract.class.getResourceAsStream("/db/migration/" + migration)) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            int from = text.indexOf(begin);
            String statement = text.substring(from, text.indexOf(';', from));
            database.jdbi().useHandle(handle -> handle.execute(statement));
        }
    }

    @Test
    void historyOfAGroupWithOneDefinitionWasComputedByItAndOtherHistoryByNobodyKnowsWhich() throws Exception {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(statement(), javaClass())));
        registry.apply(
                registry.plan(List.of(sql().timeToLive(Duration.ofHours(2)).build())));
        for (String group : List.of("user_java", "user_sql", "gone")) {
            runs.succeed(runs.start(RunKind.MATERIALIZE, group, DAY), 5, 1L);
        }
        takeOverRuns();

        executeFrom("V15__computed_by.sql", "UPDATE");

        List<String> versions = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT feature_group, version FROM computed_range ORDER BY feature_group")
                        .map((row, context) -> row.getString(1) + " " + row.getString(2))
                        .list());
        assertThat(versions).containsExactly("gone null", "user_java 1", "user_sql null");
    }

    private static long micros(Instant instant) {
        return Microseconds.of(instant);
    }

    @Test
    void aSyncPositionMovesAndIsKeptPerTarget() {
        SyncPositions positions = new SyncPositions(database);
        positions.moveTo("payments", "redis-a", 1, now);
        positions.moveTo("payments", "redis-a", -2, now);

        assertThat(positions.position("payments", "redis-a")).contains(-2L);
        assertThat(positions.position("payments", "redis-b")).isEmpty();
    }

    @Test
    void aSyncPositionKeepsAllThatIsKnownOfIt() {
        SyncPositions positions = new SyncPositions(database);
        positions.moveTo("payments", "redis", new SyncPosition(3, null, "form", 17L), now);
        positions.begin("payments", "redis", 4);

        assertThat(positions.find("payments", "redis")).contains(new SyncPosition(3, 4L, "form", 17L));
        positions.settle("payments", "redis", 18);
        assertThat(positions.find("payments", "redis")).contains(new SyncPosition(3, 4L, "form", 18L));
    }

    @Test
    void theNameOfAnOnlineStoreMayBeOfAnyLength() {
        String long1 = "redis://redis-cluster-0.redis-cluster-headless.production.svc.cluster.local:6379,".repeat(40);
        String long2 = long1 + "redis://another:6379";
        SyncPositions positions = new SyncPositions(database);

        positions.moveTo("payments", long1, 1, now);
        positions.moveTo("payments", long2, 2, now);
        positions.begin("payments", long1, 3);
        positions.fullLoads().begin("visits", long2, FullLoad.begin(-7, "form", 4, now));
        positions.fullLoads().finish("visits", long2, 3);

        assertThat(positions.find("payments", long1)).contains(new SyncPosition(1, 3L, null, null));
        assertThat(positions.position("payments", long2)).contains(2L);
        assertThat(positions.groups(long1)).containsExactly("payments");
        assertThat(positions.groups(long2)).containsExactly("payments", "visits");
        assertThat(positions.fullLoads().find("visits", long2).orElseThrow().left())
                .containsExactlyInAnyOrder(0, 1, 2);
        positions.forget("payments", long1);
        assertThat(positions.groups(long1)).isEmpty();
    }

    @Test
    void aPositionOfAnEarlierVersionStaysValid() {
        String target = "t".repeat(200);
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO sync_position (feature_group, target, snapshot_id, synced_at) VALUES ('payments',"
                                + " ?, 7, 0)",
                        target));

        assertThat(new SyncPositions(database).find("payments", target))
                .contains(new SyncPosition(7, null, null, null));
    }

    @Test
    void aFullLoadIsKnownSliceBySliceUntilItIsForgotten() {
        SyncPositions positions = new SyncPositions(database);
        FullLoads loads = positions.fullLoads();
        FullLoad begun = FullLoad.begin(-7, "form", 4, now);
        assertThat(loads.find("payments", "redis")).isEmpty();

        loads.begin("payments", "redis", begun);
        assertThat(loads.find("payments", "redis")).contains(begun);
        assertThat(positions.groups("redis")).containsExactly("payments");

        loads.lookedThrough("payments", "redis");
        loads.finish("payments", "redis", 3);
        loads.finish("payments", "redis", 0);
        FullLoad found = loads.find("payments", "redis").orElseThrow();
        assertThat(found).isEqualTo(new FullLoad(-7, "form", 4, now, /* lookedThrough= */ true, Set.of(0, 3)));
        assertThat(found.left()).containsExactlyInAnyOrder(1, 2);
        assertThat(loads.find("payments", "other")).isEmpty();

        loads.begin("payments", "redis", begun);
        assertThat(loads.find("payments", "redis")).contains(begun);
        positions.forget("payments", "redis");
        assertThat(loads.find("payments", "redis")).isEmpty();
        assertThat(positions.groups("redis")).isEmpty();
    }

    @Test
    void openingAgainKeepsEverything() {
        MetadataConfig config = database.config();
        new SyncPositions(database).moveTo("payments", "redis", 5, now);

        try (MetadataDatabase again = MetadataDatabase.open(config)) {
            assertThat(new SyncPositions(again).position("payments", "redis")).contains(5L);
        }
    }

    private static FeatureGroup windows() {
        return FeatureGroup.named("user_windows")
                .describedAs("What a user paid")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.table("demo.transactions")
                        .timestamp("event_timestamp")
                        .created("created_at")
                        .eventId("transaction_id")
                        .streamedFrom(KafkaTopic.named("payments.transactions")))
                .feature("count_1h", "Payments in an hour", Aggregation.count().over("1h"))
                .feature(
                        "sum_24h",
                        ScalarType.FLOAT64,
                        "Paid in a day",
                        Aggregation.sum("amount").over("24h").where("amount > 0"))
                .feature(
                        "last_shops",
                        FeatureType.listOf(ScalarType.STRING),
                        "Shops of the last",
                        Aggregation.last("shops").over("7d"))
                .emit(Emission.every(Duration.ofHours(1)))
                .timeToLive(Duration.ofDays(1))
                .availabilityDelay(Duration.ofMinutes(5))
                .online()
                .schedule("0 15 * * * ?")
                .tag("domain", "fraud")
                .tag("a", "b")
                .build();
    }

    private static FeatureGroup followingItsTable() {
        return FeatureGroup.named("user_visits")
                .describedAs("Visits of a user")
                .ownedBy("web")
                .entity(USER)
                .source(DataSource.table("web.visits").timestamp("at").streamedFrom(new TableAppends()))
                .feature("visits_1h", "Visits in an hour", Aggregation.count().over("1h"))
                .build();
    }

    private static FeatureGroupBuilder sql() {
        return FeatureGroup.named("user_sql")
                .describedAs("A statement's \"features\"")
                .ownedBy("payments")
                .entity(Entity.composite(
                        "pair",
                        "A user at a merchant",
                        new JoinKey("user_id", ScalarType.INT64),
                        new JoinKey("merchant", ScalarType.STRING)))
                .source(DataSource.parquet("visits", "/data/visits").timestamp("at"))
                .feature("visits", ScalarType.INT32, "Visits so far")
                .sql("SELECT 1")
                .lookback(Duration.ofDays(3));
    }

    private static FeatureGroup statement() {
        return sql().build();
    }

    private static FeatureGroup javaClass() {
        return FeatureGroup.named("user_java")
                .describedAs("Computed by a class")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.csv("logins", "/data/logins.csv").timestamp("at"))
                .feature("is_new", ScalarType.BOOL, "First seen")
                .computedBy("com.example.Logins")
                .build();
    }
}
