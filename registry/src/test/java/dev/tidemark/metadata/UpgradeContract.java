package dev.tidemark.metadata;

import static dev.tidemark.registry.DeclaredGroups.javaClass;
import static dev.tidemark.registry.DeclaredGroups.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.RunSubject;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What migrations make of the rows that older versions have written, whichever database keeps them. */
abstract class UpgradeContract {
    private static final TimeRange DAY = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 1));
    private static final Instant FIRST = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(60);
    private static final Instant THIRD = FIRST.plusSeconds(120);
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** A configuration of an empty database. */
    abstract MetadataConfig emptyDatabase();

    /** A run that went on where another had stopped says nothing of what came after the first one began. */
    @Test
    void whatIsComputedIsTakenOverFromRunsThatSucceededAsOfTheEarliestReading() {
        TimeRange far = new TimeRange(DAY.start(), THIRD.plus(Duration.ofDays(400)));

        try (MetadataDatabase database = upgradedFrom(
                "10",
                List.of(
                        run("MATERIALIZE", "payments", "FAILED", DAY, FIRST),
                        run("MATERIALIZE", "payments", "SUCCEEDED", DAY, SECOND),
                        run("MATERIALIZE", "payments", "SUCCEEDED", far, THIRD),
                        run("SYNC", "payments", "SUCCEEDED", null, THIRD)))) {
            List<List<Long>> ranges = database.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT * FROM computed_range ORDER BY read_at")
                            .map((row, context) -> List.of(
                                    row.getLong("range_start"), row.getLong("range_end"), row.getLong("read_at")))
                            .list());

            assertThat(ranges)
                    .containsExactly(
                            List.of(micros(DAY.start()), micros(DAY.end()), micros(FIRST)),
                            List.of(micros(DAY.start()), micros(THIRD), micros(THIRD)));
        }
    }

    @Test
    void historyOfAGroupWithOneDefinitionWasComputedByItAndOtherHistoryByNobodyKnowsWhich() {
        try (MetadataDatabase database = upgradedFrom(
                "10",
                List.of(
                        version(javaClass(), 1),
                        version(statement(), 1),
                        version(statement(), 2),
                        run("MATERIALIZE", "user_java", "SUCCEEDED", DAY, FIRST),
                        run("MATERIALIZE", "user_sql", "SUCCEEDED", DAY, FIRST),
                        run("MATERIALIZE", "gone", "SUCCEEDED", DAY, FIRST)))) {
            List<String> versions = database.jdbi()
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT feature_group, version FROM computed_range ORDER BY feature_group")
                            .map((row, context) -> row.getString(1) + " " + row.getString(2))
                            .list());

            assertThat(versions).containsExactly("gone null", "user_java 1", "user_sql null");
        }
    }

    @Test
    void runsThatHadOnlyTheNameOfAGroupHaveTheirSubjects() {
        String set = "/sets/2026/churn";
        String streaming = run("STREAM", "visits", "RUNNING", null, THIRD);
        String id = streaming.split("'")[1];

        try (MetadataDatabase database = upgradedFrom(
                "16",
                List.of(
                        run("MATERIALIZE", "payments", "SUCCEEDED", DAY, FIRST),
                        run("TRAINING_SET", set, "SUCCEEDED", null, SECOND),
                        run("INGEST", "request log", "SUCCEEDED", null, SECOND.plusSeconds(1)),
                        run("INGEST", "payments", "SUCCEEDED", null, SECOND.plusSeconds(2)),
                        streaming,
                        "INSERT INTO run_lease (kind, feature_group, run_id, expires_at)"
                                + " VALUES ('MATERIALIZE', 'visits', '%s', %d)"
                                        .formatted(id, micros(THIRD.plus(LEASE)))))) {
            RunHistory runs = new RunHistory(database, () -> THIRD, LEASE);

            assertThat(runs.latest(10))
                    .extracting(Run::kind, Run::subject)
                    .containsExactly(
                            tuple(RunKind.STREAM, RunSubject.featureGroup("visits")),
                            tuple(RunKind.INGEST, RunSubject.featureGroup("payments")),
                            tuple(RunKind.INGEST, RunSubject.requestLog()),
                            tuple(RunKind.TRAINING_SET, RunSubject.trainingSet(set)),
                            tuple(RunKind.MATERIALIZE, RunSubject.featureGroup("payments")));
            assertThat(runs.lastSucceeded(RunKind.MATERIALIZE, "payments")).isPresent();
            assertThat(new Registry(database, () -> THIRD).retirements().trainingSets())
                    .containsExactly(set);
            assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "visits", DAY))
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessageStartingWith("A stream run of 'visits' is in progress since 2026-03-02T00:02:00Z;");
        }
    }

    private MetadataDatabase upgradedFrom(String version, List<String> rows) {
        MetadataConfig config = emptyDatabase();
        try (HikariDataSource old = MetadataDatabase.connect(config)) {
            MetadataDatabase.migrations(old).target(version).load().migrate();
            Jdbi.create(old).useTransaction(handle -> rows.forEach(handle::execute));
        }
        return MetadataDatabase.open(config);
    }

    private static String version(FeatureGroup group, int version) {
        return "INSERT INTO feature_group_version (name, version, definition, fingerprint, applied_at)"
                + " VALUES ('%s', %d, '%s', '%s', 0)"
                        .formatted(
                                group.name(),
                                version,
                                DefinitionJson.write(group).replace("'", "''"),
                                DefinitionJson.fingerprint(group));
    }

    private static String run(String kind, String featureGroup, String status, @Nullable TimeRange range, Instant at) {
        return "INSERT INTO run (id, kind, feature_group, range_start, range_end, started_at, ended_at, status)"
                + " VALUES ('%s', '%s', '%s', %s, %s, %d, %d, '%s')"
                        .formatted(
                                UUID.randomUUID(),
                                kind,
                                featureGroup,
                                range == null ? "NULL" : micros(range.start()),
                                range == null ? "NULL" : micros(range.end()),
                                micros(at),
                                micros(at),
                                status);
    }

    private static long micros(Instant instant) {
        return Microseconds.of(instant);
    }
}
