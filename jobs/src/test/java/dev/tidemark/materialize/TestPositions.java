package dev.tidemark.materialize;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever ran before, a run without options leaves the table as the sources are now, or says what it could not check.
 */
final class TestPositions {
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final String TABLE = "tidemark.raw.position_events";

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    private Materializer materializer;

    @BeforeEach
    void open() {
        materializer = new Materializer(folder, "2026-03-10T00:00:00Z");
    }

    @AfterEach
    void close() {
        materializer.close();
        spark.sql("DROP TABLE IF EXISTS " + TABLE);
    }

    @Test
    void aLateEventOfAFinishedChunkIsComputedAfterTheBackfillWasResumed() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.runAndStop(group, null, TEN_DAYS, 1);
        event("2026-02-03T10:00:00Z", "2026-03-10T01:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan resumed = materializer.run(group);

        materializer.assertComplete(group);
        assertThat(resumed.chunks()).contains(around("2026-02-03T10:00:00Z"));
        materializer.at("2026-03-12T00:00:00Z");
        materializer.run(group);
        materializer.assertComplete(group);
    }

    @Test
    void aResumedRunOfARangeLeavesItsLateEventsToTheNextDefaultRun() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.runAndStop(group, "2026-02-01T00:00:00Z", TEN_DAYS, 1);
        event("2026-02-03T10:00:00Z", "2026-03-10T01:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan resumed = materializer.plan(group, "2026-02-01T00:00:00Z", null, TEN_DAYS);
        assertThat(resumed.finished()).isEqualTo(1);
        materializer.run(group, resumed, Integer.MAX_VALUE);
        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void aDefaultRunGoesOnAfterTheChunksThatAStoppedOneHasFinished() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-12T10:00:00Z", "2026-02-12T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.runAndStop(group, null, TEN_DAYS, 1);

        ChunkPlan plan = materializer.plan(group, null, null, TEN_DAYS);
        assertThat(plan.finished()).isEqualTo(1);
        assertThat(plan.chunks())
                .containsExactly(
                        range("2026-02-11T00:00:00Z", "2026-02-21T00:00:00Z"),
                        range("2026-02-21T00:00:00Z", "2026-03-10T00:00:00Z"));
        assertThat(plan.range()).contains(range("2026-02-01T00:00:00Z", "2026-03-10T00:00:00Z"));
        assertThat(materializer.chunks().planAnew(group, null, null, TEN_DAYS).chunks())
                .hasSize(3);

        materializer.run(group, plan, Integer.MAX_VALUE);
        materializer.assertComplete(group);
    }

    @Test
    void aManualRunOfARecentRangeLeavesNoHole() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        materializer.run(group);
        event("2026-02-03T10:00:00Z", "2026-03-10T01:00:00Z");
        event("2026-03-10T05:00:00Z", "2026-03-10T05:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");
        materializer.run(group, "2026-03-10T12:00:00Z", null);
        materializer.at("2026-03-12T00:00:00Z");

        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void whatLiesBeforeAFirstManualRunIsComputedByTheNextDefaultOne() {
        FeatureGroup group = group(parquet());
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-03-05T10:00:00Z", "2026-03-05T10:00:00Z");
        materializer.run(group, "2026-03-01T00:00:00Z", null);

        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void aRunUpToAFarDateSilencesNoRunAfterIt() throws IOException {
        FeatureGroup group = group(csv());
        csvEvent("2026-03-01T10:00:00Z");
        ChunkPlan far = materializer.run(group, null, "2027-06-01T00:00:00Z");
        assertThat(far.chunks()).containsExactly(range("2026-03-01T00:00:00Z", "2027-06-01T00:00:00Z"));
        csvEvent("2026-03-20T10:00:00Z");
        materializer.at("2026-03-28T00:00:00Z");

        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void anEventThatIsAppendedToAFileWithoutACreatedColumnIsComputed() throws IOException {
        FeatureGroup group = group(csv());
        csvEvent("2026-03-01T10:00:00Z");
        materializer.run(group);
        csvEvent("2026-03-02T10:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.run(group);

        materializer.assertComplete(group);
        assertThat(plan.remarks())
                .containsExactly(
                        "Source 'clicks' of '%s' has files that were changed or removed since it was read for the"
                                        .formatted(group.name())
                                + " time before 2026-03-10T00:00:00Z: that is computed again.");
        materializer.at("2026-03-12T00:00:00Z");
        assertThat(materializer.run(group).chunks())
                .containsExactly(range("2026-03-11T00:00:00Z", "2026-03-12T00:00:00Z"));
    }

    @Test
    void aFileThatComesBesideOthersBringsOnlyItsOwnTime() {
        FeatureGroup group = group(parquet());
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.run(group);
        event("2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.run(group);

        materializer.assertComplete(group);
        assertThat(plan.chunks())
                .containsExactly(around("2026-02-03T10:00:00Z"), range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
        assertThat(plan.remarks()).isEmpty();
    }

    @Test
    void aFileThatComesBesideOthersIsReadAsItsDefinitionSays() throws IOException {
        Path files = Files.createDirectories(folder.resolve("exports [1]"));
        FeatureGroup group = group(DataSource.csv("clicks", files.toString())
                .mapped("user", "user_id")
                .timestamp("at", EpochUnit.EPOCH_MILLIS));
        csvFile(files.resolve("1.csv"), "2026-02-25T10:00:00Z");
        materializer.run(group);
        csvFile(files.resolve("2.csv"), "2026-02-03T10:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.run(group);

        materializer.assertComplete(group);
        assertThat(plan.remarks()).isEmpty();
        assertThat(plan.chunks())
                .containsExactly(around("2026-02-03T10:00:00Z"), range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
    }

    private static void csvFile(Path file, String time) throws IOException {
        Files.writeString(file, "user,at\n1,%d\n".formatted(Instant.parse(time).toEpochMilli()));
    }

    @Test
    void rowsThatAreAppendedToATableWithoutACreatedColumnAreComputed() {
        FeatureGroup group = group(table());
        spark.sql("CREATE TABLE %s (user_id BIGINT, event_timestamp TIMESTAMP) USING iceberg".formatted(TABLE));
        append("2026-02-01T10:00:00Z");
        append("2026-02-25T10:00:00Z");
        materializer.run(group);
        append("2026-02-03T10:00:00Z");
        spark.sql("CALL tidemark.system.rewrite_data_files(table => 'raw.position_events',"
                + " options => map('rewrite-all', 'true'))");
        append("2026-02-04T10:00:00Z");
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.run(group);

        materializer.assertComplete(group);
        assertThat(plan.chunks())
                .containsExactly(
                        new TimeRange(
                                Instant.parse("2026-02-03T10:00:00Z"), Instant.parse("2026-02-04T11:00:00.000001Z")),
                        range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
        assertThat(plan.remarks()).isEmpty();
    }

    @Test
    void aTableThatWasChangedByMoreThanAppendsIsSaidUntilItIsComputedAgain() {
        FeatureGroup group = group(table());
        spark.sql("CREATE TABLE %s (user_id BIGINT, event_timestamp TIMESTAMP) USING iceberg".formatted(TABLE));
        append("2026-02-01T10:00:00Z");
        append("2026-02-25T10:00:00Z");
        materializer.run(group);
        spark.sql("DELETE FROM %s WHERE event_timestamp < timestamp'2026-02-02T00:00:00Z'".formatted(TABLE));
        String remark =
                ("Source 'position_events' of '%1$s' was changed by more than appends (delete) since it was read for"
                                + " the time before 2026-03-10T00:00:00Z: what changed there since is not looked for;"
                                + " 'tidemark materialize %1$s --from 1970-01-01T00:00:00Z' computes it again.")
                        .formatted(group.name());

        materializer.at("2026-03-11T00:00:00Z");
        assertThat(materializer.run(group).remarks()).containsExactly(remark);
        materializer.at("2026-03-12T00:00:00Z");
        assertThat(materializer.run(group).remarks())
                .singleElement()
                .asString()
                .contains("for the time before 2026-03-10T00:00:00Z", "not looked for");

        materializer.run(group, "1970-01-01T00:00:00Z", null);
        materializer.assertComplete(group);
        materializer.at("2026-03-13T00:00:00Z");
        assertThat(materializer.run(group).remarks()).isEmpty();
    }

    @Test
    void aSourceThatNobodyCanCompareIsSaid() {
        FeatureGroup group = group(DataSource.table("position_view").timestamp("event_timestamp"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        spark.read().parquet(parquet().location()).createOrReplaceTempView("position_view");
        materializer.run(group);
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.run(group);

        assertThat(plan.chunks()).containsExactly(range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
        assertThat(plan.remarks())
                .singleElement()
                .asString()
                .startsWith("Source 'position_view' of '%s' has neither a created column nor a history"
                        .formatted(group.name()));
    }

    @Test
    void rowsThatDoNotSayWhenTheyWereWrittenAreFoundByTheirFiles() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        materializer.run(group);
        spark.sql("SELECT 1L AS user_id, timestamp'2026-02-03T10:00:00Z' AS event_timestamp,"
                        + " CAST(NULL AS TIMESTAMP) AS created_at")
                .write()
                .mode("append")
                .parquet(parquet().location());
        materializer.at("2026-03-11T00:00:00Z");

        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void aTableThatWasDroppedIsComputedAgainAndThatIsSaid() {
        FeatureGroup group = group(parquet().created("created_at"));
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.run(group);
        materializer.drop(group);
        materializer.at("2026-03-11T00:00:00Z");

        ChunkPlan plan = materializer.plan(group, null, null, TEN_DAYS);
        assertThat(plan.remarks())
                .containsExactly("The table of '%s' into which it was computed is gone: what it held is computed again."
                        .formatted(group.name()));
        materializer.runAndStop(group, null, TEN_DAYS, 1);
        materializer.run(group);

        materializer.assertComplete(group);
    }

    @Test
    void aRunOfAPartOfADayCountsItsOwnRows() {
        FeatureGroup group = group(parquet());
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-01T12:00:00Z", "2026-02-01T12:00:00Z");
        event("2026-02-01T14:00:00Z", "2026-02-01T14:00:00Z");
        materializer.run(group);
        assertThat(materializer.succeededRuns(group).getFirst().rows()).isEqualTo(3);
        materializer.at("2026-03-10T01:00:00Z");

        materializer.run(group, "2026-02-01T13:00:00Z", "2026-02-01T15:00:00Z");

        assertThat(materializer.succeededRuns(group).getFirst().rows()).isEqualTo(1);
        materializer.assertComplete(group);
    }

    @Test
    void rowsWithoutAKeyOrATimeAreCountedAndNamed() throws IOException {
        FeatureGroup group = group(csv());
        csvEvent("2026-02-01T10:00:00Z");
        Files.writeString(
                Path.of(csv().location()),
                ",2026-02-01T11:00:00Z\n,2026-02-09T11:00:00Z\n1,\n",
                StandardOpenOption.APPEND);
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        LeftOutRows leftOut = new LeftOutRows(spark);

        assertThat(leftOut.in(group, range("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")))
                .containsExactly("Left out of 'position_clicks': of source 'clicks' 1 row(s) without 'event_timestamp',"
                        + " 1 row(s) without 'user_id'.");
        assertThat(leftOut.in(group(parquet()), range("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void chunksThatWereFinishedInATableThatWasDroppedAreNotFinished() {
        FeatureGroup group = group(parquet());
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-25T10:00:00Z", "2026-02-25T10:00:00Z");
        materializer.runAndStop(group, "2026-02-01T00:00:00Z", TEN_DAYS, 1);
        materializer.drop(group);

        materializer.run(group, materializer.plan(group, "2026-02-01T00:00:00Z", null, TEN_DAYS), Integer.MAX_VALUE);

        materializer.assertComplete(group);
    }

    private FeatureGroup group(DataSource source) {
        return FeatureGroups.ofUsers("position_clicks")
                .source(source)
                .feature("clicks_1h", "Clicks", count().over("1h"))
                .emit(Emission.onEvent())
                .build();
    }

    private DataSource parquet() {
        return DataSource.parquet("clicks", folder.resolve("events").toString()).timestamp("event_timestamp");
    }

    private DataSource csv() {
        return DataSource.csv("clicks", folder.resolve("events.csv").toString()).timestamp("event_timestamp");
    }

    private static DataSource table() {
        return DataSource.table(TABLE).timestamp("event_timestamp");
    }

    private void event(String time, String created) {
        events(time, created).write().mode("append").parquet(parquet().location());
    }

    private Dataset<Row> events(String time, String created) {
        return spark.sql("SELECT 1L AS user_id, timestamp'%s' AS event_timestamp, timestamp'%s' AS created_at"
                .formatted(time, created));
    }

    private void csvEvent(String time) throws IOException {
        Path file = Path.of(csv().location());
        if (!Files.exists(file)) {
            Files.writeString(file, "user_id,event_timestamp\n");
        }
        Files.writeString(file, "1," + time + "\n", StandardOpenOption.APPEND);
    }

    private void append(String time) {
        spark.sql("INSERT INTO %s VALUES (1, timestamp'%s')".formatted(TABLE, time));
    }

    /** The rows that a click can change: from its instant to the one at which it leaves its window. */
    private static TimeRange around(String click) {
        Instant at = Instant.parse(click);
        return new TimeRange(at, at.plus(Duration.ofHours(1)).plusNanos(1_000));
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
