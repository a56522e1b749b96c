package dev.tidemark.offline;

import static dev.tidemark.offline.PaymentTables.ALL;
import static dev.tidemark.offline.PaymentTables.SPARK;
import static dev.tidemark.offline.PaymentTables.USER;
import static dev.tidemark.offline.PaymentTables.name;
import static dev.tidemark.offline.PaymentTables.payments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A day is written while others write to its table, or after somebody else took over the work. */
final class TestConcurrentWriters {
    private static final TimeRange NOON =
            new TimeRange(Instant.parse("2026-03-02T12:00:00Z"), Instant.parse("2026-03-02T13:00:00Z"));

    private final PaymentTables tables = new PaymentTables();
    private final OfflineStore store = tables.store();
    private final Materialization materialization = tables.materialization();

    @BeforeAll
    static void writeSources() {
        PaymentTables.writeSources();
    }

    @Test
    void whatSomebodyDeletesOrAddsWhileADayIsWrittenStaysDeletedAndAdded() throws IOException {
        // Rows without created times are computed again, since they take them from what is stored; others are not.
        assertThatOthersChangesStay(hourly("kept", "dropped"), 2);
        assertThatOthersChangesStay(hourlyWithCreated(), 3);
    }

    private void assertThatOthersChangesStay(FeatureGroup group, int format) throws IOException {
        materialization.run(group, ALL);
        String table = store.tableName(group);
        SPARK.sql("ALTER TABLE %s SET TBLPROPERTIES ('format-version' = '%d')".formatted(table, format));
        List<String> before = tables.rows(group);
        List<String> statements = new ArrayList<>(List.of(
                "DELETE FROM %s WHERE user_id = 2".formatted(table),
                "INSERT INTO %s SELECT 3L, event_timestamp, created_at, kept, dropped FROM %1$s WHERE user_id = 1"
                        .formatted(table),
                "CALL tidemark.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
                        .formatted(table)));

        materialization.run(group, NOON, () -> {
            if (!statements.isEmpty()) {
                SPARK.sql(statements.removeFirst());
            }
        });

        assertThat(statements).isEmpty();
        assertThat(tables.rows(group))
                .hasSize(24 + 23 + 1)
                .containsAll(
                        before.stream().filter(row -> row.startsWith("[1,")).toList())
                .filteredOn(row -> row.startsWith("[2,"))
                .singleElement()
                .asString()
                .endsWith(",12,12]");
        assertThat(filesIn(group))
                .as("files that a failed attempt left behind")
                .isEqualTo(SPARK.sql("SELECT DISTINCT file_path FROM %s.all_data_files".formatted(table))
                        .count());
    }

    @Test
    void aTableThatOthersChangeAllTheTimeIsLeftAsItIsAndSaid() {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        String statement =
                "INSERT INTO %s SELECT 3L, event_timestamp, created_at, kept, dropped FROM %1$s WHERE user_id = 2"
                        .formatted(store.tableName(group));

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> SPARK.sql(statement)))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Others changed the days of [2026-03-02T12:00:00Z, 2026-03-02T13:00:00Z) in %s during each of 5 tries to write"
                                        .formatted(store.tableName(group))
                                + " them, and nothing was written; run it again when no compaction or SQL statement works on these days");
        assertThat(tables.rows(group)).hasSize(48 + 5 * 24);
    }

    @Test
    void aWriterThatLostItsLeaseWritesNothingAndLeavesNoFile() throws IOException {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        List<String> before = tables.rows(group);
        long files = filesIn(group);

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> {
                    throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, "lost");
                }))
                .hasMessage("lost");

        assertThat(tables.rows(group)).isEqualTo(before);
        assertThat(filesIn(group)).isEqualTo(files);
    }

    @Test
    void aWriterThatIsPausedBetweenItsCheckAndItsCommitIsAskedAgainAndWritesNothing() {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        List<String> answers = new ArrayList<>(List.of("go on", "lost"));

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> {
                    String answer = answers.removeFirst();
                    if (answer.equals("lost")) {
                        throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, answer);
                    }
                    tables.anHourLater();
                    materialization.run(group, ALL);
                    SPARK.sql("UPDATE %s SET kept = 100 WHERE user_id = 1".formatted(store.tableName(group)));
                }))
                .hasMessage("lost");

        assertThat(store.read(group).where("kept = 100").count()).isEqualTo(24);
    }

    @Test
    void rowsThatAreOnlyCarriedOverKeepDroppedFeaturesAndTheColumnsOfOthers() {
        FeatureGroup before = hourly("kept", "dropped");
        materialization.run(before, ALL);
        String table = store.tableName(before);
        SPARK.sql("ALTER TABLE %s ADD COLUMN note STRING".formatted(table));
        SPARK.sql("UPDATE %s SET note = 'seen'".formatted(table));
        FeatureGroup after = hourly(before.name(), List.of("kept"));

        materialization.run(after, NOON);

        assertThat(SPARK.read()
                        .table(table)
                        .selectExpr("count(*)", "count(kept)", "count(dropped)", "count(note)")
                        .first())
                .isEqualTo(RowFactory.create(48L, 48L, 46L, 46L));
    }

    private long filesIn(FeatureGroup group) throws IOException {
        Path folder = Path.of(
                java.net.URI.create(store.icebergTable(group).location()).getPath(), "data");
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    private static FeatureGroup hourly(String... features) {
        return hourly(name(), List.of(features));
    }

    private static FeatureGroup hourlyWithCreated() {
        return hourly(name(), List.of("kept", "dropped"), ", h.at AS created_at");
    }

    private static FeatureGroup hourly(String name, List<String> features) {
        return hourly(name, features, "");
    }

    /** Two users, a row an hour on one day. */
    private static FeatureGroup hourly(String name, List<String> features, String more) {
        FeatureGroupBuilder group = FeatureGroups.of(name, USER).source(payments());
        features.forEach(feature -> group.feature(feature, ScalarType.INT32, feature));
        return group.sql("SELECT u.id AS user_id, h.at AS event_timestamp, hour(h.at) AS kept, hour(h.at) AS dropped"
                        + more + " FROM"
                        + " (SELECT explode(array(1L, 2L)) AS id) u CROSS JOIN (SELECT explode(sequence(TIMESTAMP'2026-03-02 00:00:00',"
                        + " TIMESTAMP'2026-03-02 23:00:00', INTERVAL 1 HOUR)) AS at) h")
                .build();
    }
}
