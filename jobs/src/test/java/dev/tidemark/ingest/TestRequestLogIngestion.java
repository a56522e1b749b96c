package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Fence;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.requestlog.ServedRow;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request log and a real Iceberg table. */
final class TestRequestLogIngestion {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private final RequestLogTable table = new RequestLogTable(spark, "ingestion_test");
    private MetadataDatabase database;
    private RequestLogStore store;
    private RequestLogIngestion ingestion;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        store = new RequestLogStore(database);
        Runs runs = new Runs(
                new RunHistory(database, InstantSource.system(), LEASE),
                LEASE,
                new Runs.Patience.None(),
                SparkFailure::explained);
        ingestion = new RequestLogIngestion(table, store, runs, 10);
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + table.name());
        database.close();
    }

    @Test
    void rowsComeIntoTheTableOnceAndLeaveTheDatabase() {
        store.add(rows(0, 25));

        assertThat(ingestion.run()).isEqualTo(25);
        assertThat(ingestion.run()).isZero();

        assertThat(requestIds()).hasSize(25).doesNotHaveDuplicates();
        assertThat(spark.sql("SELECT unix_micros(served_at), feature_group, version, entity,"
                                + " unix_micros(event_timestamp), features, statuses FROM " + table.name()
                                + " WHERE request_id IN ('r0', 'r1') ORDER BY request_id")
                        .collectAsList())
                .extracting(Object::toString)
                .containsExactly(
                        "[1772366400000001,payments,3,17,-1,{\"amount\":1.5},{\"amount\":\"PRESENT\"}]",
                        "[1772366400000001,payments,3,17,null,{\"amount\":1.5},{\"amount\":\"PRESENT\"}]");
    }

    @Test
    void aRunThatDiedAfterItsCommitAddsNothingTwice() {
        store.add(rows(0, 5));
        table.ensure();
        RequestLogStore.Batch begun = store.next(10).orElseThrow();
        table.append(begun.id(), begun.rows(), Fence.OPEN);

        store.add(rows(5, 7));
        ingestion.run();

        assertThat(requestIds()).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4", "r5", "r6");
        assertThat(store.next(10)).isEmpty();
    }

    @Test
    void rowsThatSomebodyDeletedBeforeTheirBatchWasNotedDoNotComeBack() {
        store.add(rows(0, 5));
        table.ensure();
        RequestLogStore.Batch begun = store.next(10).orElseThrow();
        table.append(begun.id(), begun.rows(), Fence.OPEN);
        spark.sql("DELETE FROM " + table.name());

        assertThat(ingestion.run()).isZero();

        assertThat(requestIds()).isEmpty();
    }

    @Test
    void aRunThatDiedBeforeItsCommitLosesNothing() {
        store.add(rows(0, 5));
        store.next(10).orElseThrow();

        ingestion.run();

        assertThat(requestIds()).hasSize(5);
    }

    private List<String> requestIds() {
        return spark.table(table.name()).select("request_id").collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static List<ServedRow> rows(int from, int end) {
        return IntStream.range(from, end)
                .mapToObj(number -> new ServedRow(
                        "r" + number,
                        Instant.parse("2026-03-01T12:00:00.000001Z"),
                        "payments",
                        3,
                        "17",
                        number % 2 == 0 ? Instant.parse("1969-12-31T23:59:59.999999Z") : null,
                        "{\"amount\":1.5}",
                        "{\"amount\":\"PRESENT\"}"))
                .toList();
    }
}
