package dev.tidemark.metadata;

import static dev.tidemark.registry.DeclaredGroups.javaClass;
import static dev.tidemark.registry.DeclaredGroups.sql;
import static dev.tidemark.registry.DeclaredGroups.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.syncposition.SyncPositions;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metadata database promises for all that is kept in it, whichever database it is. */
abstract class MetadataContract {
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
    void openingAgainKeepsEverything() {
        MetadataConfig config = database.config();
        new SyncPositions(database).moveTo("payments", "redis", 5, now);

        try (MetadataDatabase again = MetadataDatabase.open(config)) {
            assertThat(new SyncPositions(again).position("payments", "redis")).contains(5L);
        }
    }
}
