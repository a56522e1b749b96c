package dev.tidemark.registry;

import static dev.tidemark.registry.DeclaredGroups.followingItsTable;
import static dev.tidemark.registry.DeclaredGroups.javaClass;
import static dev.tidemark.registry.DeclaredGroups.sql;
import static dev.tidemark.registry.DeclaredGroups.statement;
import static dev.tidemark.registry.DeclaredGroups.visits;
import static dev.tidemark.registry.DeclaredGroups.windows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureServiceBuilder;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.metadata.MetadataFixture;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.syncposition.SyncPositions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the registry promises, whichever database keeps it. */
abstract class RegistryContract extends MetadataFixture {
    private static final Duration LEASE = Duration.ofSeconds(30);

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
    void aGroupThatWasAppliedWithRowsAtEventsKeepsThemUntilItIsAppliedAgain() {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(visits().emit(Emission.onEvent()).build())));

        Plan plan = registry.plan(List.of(visits().build()));

        assertThat(plan.changes())
                .singleElement()
                .extracting(Change::kind, Change::details)
                .containsExactly(Change.Kind.CHANGE, List.of("computation.emission: on_event -> on_change"));
        assertThat(registry.group("user_visits").valuesAsOf()).contains(Emission.ValuesAsOf.LAST_EVENT);
    }

    @Test
    void aDefinitionThatWasStoredWithoutAnEmissionHasRowsAtEvents() {
        String stored = DefinitionJson.write(visits().emit(Emission.onEvent()).build())
                .replace("\"emission\":\"on_event\",", "");

        assertThat(stored).doesNotContain("emission");
        assertThat(DefinitionJson.read(stored).valuesAsOf()).contains(Emission.ValuesAsOf.LAST_EVENT);
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
                .entity(DeclaredGroups.USER)
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
    void whatTheDatabaseRefusesForItsOwnReasonsIsNoOtherApply() {
        Registry registry = new Registry(database, () -> now);
        Plan plan = registry.plan(List.of(statement()));
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("ALTER TABLE feature_group_version ADD CONSTRAINT full_disk CHECK (name = '')"));

        assertThatThrownBy(() -> registry.apply(plan))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The metadata database refused to register definitions; nothing was changed: ")
                .extracting(failure -> ((FeatureStoreException) failure).code())
                .isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
    }
}
