package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.pointintime.JoinExplanation;
import dev.tidemark.pointintime.PlanChoice;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTrainingSet {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final TimeRange MARCH = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
    private static final OfflineStore STORE = new OfflineStore(SPARK, "training_features", () -> NOW);
    private static final FeatureGroup CUSTOMER = group("training_customer", "customer_id", ScalarType.STRING)
            .feature("orders", ScalarType.INT64, "Orders so far")
            .feature("spent", ScalarType.FLOAT64, "Money spent so far")
            .timeToLive(Duration.ofDays(10))
            .build();
    private static final FeatureGroup AIRPORT = group("training_airport", "airport_id", ScalarType.INT64)
            .feature("delay_minutes", ScalarType.INT64, "Mean delay")
            .build();
    private static final FeatureGroup NEW = group("training_new", "customer_id", ScalarType.STRING)
            .feature("score", ScalarType.INT64, "A score")
            .build();
    private static final Map<String, FeatureGroup> GROUPS =
            Map.of(CUSTOMER.name(), CUSTOMER, AIRPORT.name(), AIRPORT, NEW.name(), NEW);
    private static final String SPINE = """
            SELECT * FROM VALUES
              ('007', 1L, 2L, TIMESTAMP '2026-03-05 00:00:00Z', true),
              ('007', 1L, 2L, TIMESTAMP '2026-03-05 00:00:00Z', false),
              ('8',   2L, 1L, TIMESTAMP '2026-03-20 00:00:00Z', true),
              (NULL,  2L, 3L, TIMESTAMP '2026-03-20 00:00:00Z', false)
            AS spine(customer_id, origin_id, destination_id, event_timestamp, label)
            """;

    private final TrainingSetBuilder builder =
            new TrainingSetBuilder(SPARK, STORE, GROUPS::get, InstantSource.fixed(NOW));

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeFeatures() {
        GROUPS.values().forEach(STORE::ensure);
        STORE.write(CUSTOMER, MARCH, SPARK.sql("""
                SELECT * FROM VALUES
                  ('007', TIMESTAMP '2026-03-01 00:00:00Z', TIMESTAMP '2026-03-01 00:00:00Z', 1L, 10.5D),
                  ('007', TIMESTAMP '2026-03-04 00:00:00Z', TIMESTAMP '2026-03-08 00:00:00Z', 2L, CAST(NULL AS DOUBLE)),
                  ('007', TIMESTAMP '2026-03-06 00:00:00Z', TIMESTAMP '2026-03-06 00:00:00Z', 3L, 99D),
                  ('8',   TIMESTAMP '2026-03-09 00:00:00Z', TIMESTAMP '2026-03-09 00:00:00Z', 7L, 70D)
                AS rows(customer_id, event_timestamp, created_at, orders, spent)
                """));
        STORE.write(AIRPORT, MARCH, SPARK.sql("""
                SELECT id AS airport_id, TIMESTAMP '2026-03-02 00:00:00Z' AS event_timestamp,
                  TIMESTAMP '2026-03-02 00:00:00Z' AS created_at, id * 10 AS delay_minutes FROM range(1, 3)
                """));
    }

    @Test
    void everyLabelIsWrittenOnceWithWhatHeldAtItsInstant() throws IOException {
        TrainingSetResult result = builder.build(request(parquet("set"), "training_customer", "training_airport"));

        assertThat(result.rows()).isEqualTo(4);
        assertThat(result.columns())
                .containsExactly(
                        "customer_id",
                        "airport_id",
                        "destination_id",
                        "event_timestamp",
                        "label",
                        "orders",
                        "spent",
                        "delay_minutes");
        assertThat(result.matchedShare()).isEqualTo(Map.of("training_customer", 0.5, "training_airport", 1.0));
        assertThat(rows(SPARK.read().parquet(result.output().text())))
                .containsExactlyInAnyOrder(
                        "007 1 2 2026-03-05T00:00:00Z true 2 null 10",
                        "007 1 2 2026-03-05T00:00:00Z false 2 null 10",
                        "8 2 1 2026-03-20T00:00:00Z true null null 20",
                        "null 2 3 2026-03-20T00:00:00Z false null null 20");
        assertThat(Files.readString(folder.resolve("set/_manifest.json")))
                .isEqualTo(result.manifest().json());
    }

    @Test
    void aGroupJoinsTwiceUnderAliases() {
        TrainingSet request = new TrainingSet(
                new Spine.Query(SPINE),
                "event_timestamp",
                List.of(FeatureReference.parse("origin"), FeatureReference.parse("destination:delay_minutes")),
                List.of(
                        GroupAlias.parse("origin=training_airport(airport_id=origin_id)"),
                        GroupAlias.parse("destination=training_airport(airport_id=destination_id)")),
                Knowledge.eventTime(),
                true,
                parquet("flights"));

        TrainingSetResult result = builder.build(request);

        assertThat(result.columns()).endsWith("origin__delay_minutes", "destination__delay_minutes");
        assertThat(result.matchedShare()).isEqualTo(Map.of("origin", 1.0, "destination", 0.75));
        assertThat(rows(SPARK.read()
                        .parquet(result.output().text())
                        .selectExpr("origin__delay_minutes", "destination__delay_minutes")))
                .containsExactlyInAnyOrder("10 20", "10 20", "20 10", "20 null");
    }

    @Test
    void knowledgeDecidesWhetherALateRowCounts() {
        TrainingSet request = request(parquet("known"), "training_customer:orders");

        assertThat(orders(builder.build(request))).containsExactlyInAnyOrder("2", "2", "null", "null");
        assertThat(orders(builder.build(knowing(request, Knowledge.asKnown()))))
                .containsExactlyInAnyOrder("1", "1", "null", "null");
        assertThat(orders(builder.build(knowing(request, Knowledge.asOf(Instant.parse("2026-03-08T00:00:00Z"))))))
                .containsExactlyInAnyOrder("2", "2", "null", "null");
    }

    @Test
    void aTableIsCreatedAndReplacedWithItsManifest() throws Exception {
        TrainingSet request = request(new Output.IcebergTable("tidemark.training_output.fraud"), "training_customer");

        builder.build(knowing(request, Knowledge.asKnown()));
        TrainingSetResult result = builder.build(request(request.output(), "training_customer", "training_airport"));

        Dataset<Row> table = SPARK.read().table("tidemark.training_output.fraud");
        assertThat(table.count()).isEqualTo(4);
        assertThat(table.columns()).contains("delay_minutes");
        var iceberg = org.apache.iceberg.spark.Spark3Util.loadIcebergTable(SPARK, "tidemark.training_output.fraud");
        assertThat(Manifest.parse(iceberg.properties().get("tidemark.manifest")))
                .isEqualTo(result.manifest());
        assertThat(result.manifest().outputSnapshotId())
                .isEqualTo(iceberg.currentSnapshot().snapshotId());
    }

    @Test
    void aTrainingSetIsMadeAgainFromItsManifestThoughTheTablesHaveMovedOn() {
        FeatureGroup group = group("training_moving", "customer_id", ScalarType.STRING)
                .feature("score", ScalarType.INT64, "A score")
                .build();
        STORE.ensure(group);
        STORE.write(group, MARCH, scores(1));
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.training_labels");
        SPARK.sql(SPINE)
                .writeTo("tidemark.training_labels.moving")
                .using("iceberg")
                .createOrReplace();
        TrainingSetBuilder once = new TrainingSetBuilder(SPARK, STORE, name -> group, InstantSource.fixed(NOW));
        TrainingSet request =
                set(new Spine.Table("tidemark.training_labels.moving"), parquet("first"), "training_moving");
        Manifest first = Manifest.parse(once.build(request).manifest().json());

        FeatureGroup grown = group("training_moving", "customer_id", ScalarType.STRING)
                .feature("score", ScalarType.INT64, "A score")
                .feature("rank", ScalarType.INT64, "A rank")
                .build();
        STORE.ensure(grown);
        STORE.write(group, MARCH, scores(5));
        SPARK.sql("DELETE FROM tidemark.training_labels.moving WHERE customer_id = '8'");
        TrainingSetResult again = builder.buildAgain(first, parquet("again"));
        TrainingSetResult fresh = once.build(request.to(parquet("fresh")));

        assertThat(again.manifest().digest()).isEqualTo(first.digest());
        assertThat(again.rows()).isEqualTo(4);
        assertThat(rows(SPARK.read().parquet(again.output().text())))
                .containsExactlyInAnyOrderElementsOf(
                        rows(SPARK.read().parquet(request.output().text())));
        assertThat(fresh.rows()).isEqualTo(3);
        assertThat(fresh.manifest().digest()).isNotEqualTo(first.digest());
    }

    @Test
    void whatComesOutDifferentlyFromItsManifestIsNotPublished() throws IOException {
        Path spine = folder.resolve("labels.csv");
        Files.writeString(spine, "customer_id,event_timestamp\n007,2026-03-05\n");
        Manifest first = builder.build(set(new Spine.Csv(spine.toString()), parquet("first"), "training_customer"))
                .manifest();
        Files.writeString(spine, "customer_id,event_timestamp\n007,2026-03-07\n");

        assertThatThrownBy(() -> builder.buildAgain(first, parquet("again")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("came out differently")
                .hasMessageContaining("cannot be pinned");
        assertThat(names(folder)).containsExactlyInAnyOrder("first", "labels.csv");
    }

    @Test
    void aCsvFileKeepsTheKeysItsGroupsDeclareAndReadsTimesAsUtc() throws IOException {
        Path spine = folder.resolve("labels.csv");
        Files.writeString(spine, """
                customer_id,event_timestamp,label,amount
                007,2026-03-05T00:00:00Z,1,2.5
                007,2026-03-03,0,1
                8,2026-03-09 00:00:00,0,
                """);

        TrainingSetResult result =
                builder.build(set(new Spine.Csv(spine.toString()), parquet("set"), "training_customer:orders"));

        assertThat(rows(SPARK.read().parquet(result.output().text())))
                .containsExactlyInAnyOrder(
                        "007 2026-03-05T00:00:00Z 1 2.5 2",
                        "007 2026-03-03T00:00:00Z 0 1.0 1",
                        "8 2026-03-09T00:00:00Z 0 null 7");
    }

    @Test
    void aCsvCellThatIsNoTimestampStopsTheBuild() throws IOException {
        Path spine = folder.resolve("labels.csv");
        Files.writeString(spine, "customer_id,event_timestamp\n007,yesterday\n");

        assertThatThrownBy(
                        () -> builder.build(set(new Spine.Csv(spine.toString()), parquet("set"), "training_customer")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("Cannot read the spine '")
                .hasMessageContaining("yesterday");
        assertThat(names(folder)).containsExactly("labels.csv");
    }

    @Test
    void aParquetFileIsASpine() {
        String spine = folder.resolve("labels").toString();
        SPARK.sql(SPINE).withColumnRenamed("event_timestamp", "at").write().parquet(spine);

        TrainingSetResult result =
                builder.build(at("at", set(new Spine.Parquet(spine), parquet("set"), "training_customer")));

        assertThat(result.rows()).isEqualTo(4);
    }

    @Test
    void aGroupWithoutRowsAndASpineWithoutRowsGiveNothingButColumns() {
        TrainingSetResult nothingFound = builder.build(request(parquet("nothing"), "training_new", "training_airport"));
        TrainingSetResult noLabels = builder.build(
                set(new Spine.Query(SPINE + " WHERE label IS NULL"), parquet("empty"), "training_customer"));

        assertThat(nothingFound.matchedShare()).isEqualTo(Map.of("training_new", 0.0, "training_airport", 1.0));
        assertThat(nothingFound.manifest().inputs().groups().getFirst().snapshotId())
                .isNull();
        assertThat(noLabels.rows()).isZero();
        assertThat(noLabels.manifest().digest()).isEqualTo("0".repeat(32));
        assertThat(SPARK.read().parquet(noLabels.output().text()).columns()).contains("orders", "spent");
    }

    @Test
    void anExistingFolderThatIsNoTrainingSetIsLeftAlone() throws IOException {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> builder.build(request(parquet("precious"), "training_customer")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("exists and is not a training set (it has no _manifest.json)");
        assertThat(precious.resolve("thesis.txt")).hasContent("years of work");
        assertThatThrownBy(() ->
                        builder.build(request(new Output.IcebergTable(STORE.tableName(CUSTOMER)), "training_customer")))
                .hasMessageContaining("is a table and not a training set");
    }

    @Test
    void aFailedBuildLeavesTheOldOneWhole() throws IOException {
        TrainingSet request = request(parquet("set"), "training_customer");
        String first = builder.build(request).manifest().json();
        TrainingSet failing = set(
                new Spine.Query("SELECT *, raise_error('disk on fire') AS broken FROM (" + SPINE + ")"),
                request.output(),
                "training_customer");

        assertThatThrownBy(() -> builder.build(failing)).hasMessageContaining("disk on fire");
        assertThat(Files.readString(folder.resolve("set/_manifest.json"))).isEqualTo(first);
        assertThat(names(folder)).containsExactly("set");
    }

    @Test
    void aFailureInsideSparkIsToldAsItsCause() {
        TrainingSet divided = set(
                new Spine.Query("SELECT labels.*, 1 / (origin_id - 1 + id) AS share FROM (" + SPINE
                        + ") AS labels CROSS JOIN range(1)"),
                parquet("divided"),
                "training_customer");

        assertThatThrownBy(() -> builder.build(divided))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_MISMATCH))
                .hasMessageStartingWith("Training set '" + folder.resolve("divided") + "': [DIVIDE_BY_ZERO]");
    }

    @Test
    void aSetWithoutARenameReplacesTheOldOneOnlyWhenItIsWhole() throws IOException {
        SPARK.sparkContext().hadoopConfiguration().set("fs.objects.impl", ObjectStoreFiles.class.getName());
        Output output = new Output.Parquet("objects://" + folder.resolve("set"));
        String first =
                builder.build(request(output, "training_customer")).manifest().json();
        List<String> files = names(folder.resolve("set"));
        TrainingSet failing = set(
                new Spine.Query("SELECT *, raise_error('disk on fire') AS broken FROM (" + SPINE + ")"),
                output,
                "training_customer");

        assertThatThrownBy(() -> builder.build(failing)).hasMessageContaining("disk on fire");

        assertThat(names(folder.resolve("set"))).isEqualTo(files);
        assertThat(folder.resolve("set/_manifest.json")).hasContent(first);
        TrainingSetResult second = builder.build(request(output, "training_airport"));
        assertThat(names(folder.resolve("set")))
                .doesNotContainAnyElementsOf(
                        files.stream().filter(file -> file.endsWith(".parquet")).toList());
        assertThat(SPARK.read().parquet(folder.resolve("set").toString()).columns())
                .containsExactlyElementsOf(second.columns());
        assertThat(names(folder.resolve("set")))
                .contains("_manifest.json")
                .noneMatch(file -> file.startsWith("_new-") || file.equals("_unfinished"));
    }

    /** The disk as an object store is seen: not one where a folder can be renamed. */
    public static final class ObjectStoreFiles extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("objects:///");
        }

        @Override
        public String getScheme() {
            return "objects";
        }
    }

    /** As no run of Tidemark's leaves them; somebody's INSERT may. */
    @Test
    void rowsThatTieAreSettledByAllFeaturesWhicheverAreAskedFor() {
        FeatureGroup tied = group("training_tied", "airport_id", ScalarType.INT64)
                .feature("rank", ScalarType.INT64, "Decides")
                .feature("gates", ScalarType.INT64, "Gates")
                .build();
        STORE.ensure(tied);
        SPARK.sql(
                "INSERT INTO " + STORE.tableName(tied) + " SELECT 1L, t, t, rank, gates FROM VALUES"
                        + " (TIMESTAMP'2026-03-01 00:00:00Z', 2L, 10L), (TIMESTAMP'2026-03-01 00:00:00Z', 1L, 20L) AS two(t, rank, gates)");
        TrainingSetBuilder withTied = new TrainingSetBuilder(SPARK, STORE, name -> tied, InstantSource.fixed(NOW));

        TrainingSetResult narrow = withTied.build(request(parquet("narrow"), "training_tied:gates"));
        TrainingSetResult wide = withTied.build(request(parquet("wide"), "training_tied"));

        for (TrainingSetResult result : List.of(narrow, wide)) {
            assertThat(rows(SPARK.read().parquet(result.output().text()).selectExpr("gates")))
                    .containsExactlyInAnyOrder("10", "10", "null", "null");
        }
    }

    @Test
    void aFeatureNamedMatchedAndNestedColumnsPassThrough() {
        FeatureGroup group = group("training_matched", "airport_id", ScalarType.INT64)
                .feature("matched", ScalarType.INT64, "Matched payments")
                .build();
        STORE.ensure(group);
        TrainingSetBuilder named = new TrainingSetBuilder(SPARK, STORE, name -> group, InstantSource.fixed(NOW));
        TrainingSet request = new TrainingSet(
                new Spine.Query("SELECT origin_id AS airport_id, event_timestamp, 1 AS hot__part,"
                        + " named_struct('m', map('k', origin_id)) AS meta, array(map(1, 'v')) AS maps,"
                        + " parse_json('{\"a\": 1}') AS document FROM (" + SPINE + ")"),
                "event_timestamp",
                List.of(FeatureReference.parse("training_matched")),
                List.of(),
                Knowledge.eventTime(),
                true,
                parquet("nested"));

        TrainingSetResult result = named.build(request);

        assertThat(result.columns())
                .containsExactly(
                        "airport_id",
                        "event_timestamp",
                        "hot__part",
                        "meta",
                        "maps",
                        "document",
                        "training_matched__matched");
        assertThat(result.matchedShare()).containsExactly(Map.entry("training_matched", 0.0));
        assertThat(SPARK.read()
                        .parquet(result.output().text())
                        .selectExpr("meta.m['k']", "maps[0][1]", "to_json(document)")
                        .where("airport_id = 1")
                        .collectAsList())
                .allSatisfy(row -> assertThat(row.toString()).isEqualTo("[1,v,{\"a\":1}]"));
    }

    @Test
    void aTimeOfDayIsRefusedByItsColumn() {
        SparkSession knowing = SPARK.newSession();
        knowing.conf().set("spark.sql.timeType.enabled", "true");
        knowing.sql("SELECT *, TIME'12:00:00' AS opens FROM (" + SPINE + ")")
                .write()
                .parquet(folder.resolve("labels.parquet").toString());

        assertRefused(
                set(
                        new Spine.Parquet(folder.resolve("labels.parquet").toString()),
                        parquet("times"),
                        "training_customer"),
                "column 'opens' is a time of day (TIME), which Spark does not support yet; leave it out or cast it to a text or a number");
    }

    @Test
    void aRequestThatDoesNotFitSaysWhy() {
        assertRefused(
                at("event_timestmp", set(new Spine.Query(SPINE), parquet("set"), "training_customer")),
                "the spine has no column 'event_timestmp' for the timestamp; did you mean event_timestamp?");
        assertRefused(
                at("label", set(new Spine.Query(SPINE), parquet("set"), "training_customer")),
                "column 'label' of the spine is BOOLEAN, expected TIMESTAMP; cast it");
        assertRefused(
                set(new Spine.Query(SPINE), parquet("set"), "training_airport"),
                "the spine has no column 'airport_id' for join key 'airport_id' of feature group 'training_airport'");
        assertRefused(
                set(
                        new Spine.Query("SELECT true AS customer_id, now() AS event_timestamp"),
                        parquet("set"),
                        "training_customer"),
                "column 'customer_id' of the spine is BOOLEAN, but join key 'customer_id' of feature group"
                        + " 'training_customer' is STRING; cast it");
        assertRefused(
                set(
                        new Spine.Query("SELECT '1' AS customer_id, now() AS event_timestamp, 1 AS Orders"),
                        parquet("set"),
                        "training_customer"),
                "two columns of the training set would be named 'orders'; ask for full names (group__feature)");
        assertThatThrownBy(() -> request(parquet("set"))).hasMessageContaining("A training set needs features");
        assertRefused(
                request(parquet("set"), "training_customer:order"),
                "No feature 'order' in feature group 'training_customer'; did you mean orders?");
        assertRefused(
                set(new Spine.Table("tidemark.training_labels.nowhere"), parquet("set"), "training_customer"),
                "Cannot read the spine 'tidemark.training_labels.nowhere'");
        assertRefused(
                request(parquet("set"), "training_customer").alias(GroupAlias.parse("origin=training_airport")),
                "Alias 'origin' is not used");
    }

    @Test
    void theExplanationTellsWhatIsReadAndWhatIsPassedOver() {
        TrainingSet request = set(
                new Spine.Query("SELECT '007' AS customer_id, TIMESTAMP '2026-03-18 12:00:00Z' AS event_timestamp"),
                parquet("set"),
                "training_customer");

        TrainingSetExplanation whole = builder.explain(request);

        assertThat(whole.join().plan()).isEqualTo(PlanChoice.SLOT);
        assertThat(whole.join().moves())
                .containsExactly(
                        new JoinExplanation.Move(List.of("customer_id"), List.of("training_customer"), List.of(), 0));
        assertThat(whole.warnings()).isEmpty();
        GroupExplanation explanation = whole.groups().getFirst();
        assertThat(explanation.shuffledBytes()).isBetween(32L, 200L);

        assertThat(explanation.stored().days()).isEqualTo(4);
        assertThat(explanation.stored().rows()).isEqualTo(4);
        assertThat(explanation.toRead().days()).isEqualTo(1);
        assertThat(explanation.toRead().rows()).isEqualTo(1);
        assertThat(explanation.toRead().bytes()).isPositive();
        assertThat(explanation.bounds().earliest()).isEqualTo(Instant.parse("2026-03-08T12:00:00Z"));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void theExplanationWarnsOfWhatWillNotMatch() {
        TrainingSet request = set(
                new Spine.Query("SELECT '007' AS customer_id, TIMESTAMP '2020-01-01' AS event_timestamp"),
                parquet("set"),
                "training_customer");

        assertThat(builder.explain(request).warnings())
                .containsExactly(
                        "training_customer has no rows within reach of the spine's instants: every feature of it will be null; compare its days with the spine's");
    }

    private void assertRefused(TrainingSet request, String message) {
        assertThatThrownBy(() -> builder.build(request))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining(message);
    }

    private static FeatureGroupBuilder group(String name, String key, ScalarType type) {
        return FeatureGroups.written(name, Entity.of(key.replace("_id", ""), "Somebody", key, type));
    }

    private static Dataset<Row> scores(int factor) {
        return SPARK.sql("""
                SELECT customer_id, TIMESTAMP '2026-03-02 00:00:00Z' AS event_timestamp,
                  TIMESTAMP '2026-03-02 00:00:00Z' AS created_at, %dL AS score FROM VALUES ('007'), ('8') AS c(customer_id)
                """.formatted(factor));
    }

    private static TrainingSet request(Output output, String... features) {
        return set(new Spine.Query(SPINE.replace("origin_id", "airport_id")), output, features);
    }

    private static TrainingSet knowing(TrainingSet set, Knowledge knowledge) {
        return new TrainingSet(
                set.spine(),
                set.timestampColumn(),
                set.features(),
                set.aliases(),
                knowledge,
                set.fullNames(),
                set.output());
    }

    private static TrainingSet at(String timestampColumn, TrainingSet set) {
        return new TrainingSet(
                set.spine(), timestampColumn, set.features(), set.knowledge(), set.fullNames(), set.output());
    }

    private static TrainingSet set(Spine spine, Output output, String... features) {
        return new TrainingSet(
                spine,
                "event_timestamp",
                Arrays.stream(features).map(FeatureReference::parse).toList(),
                Knowledge.eventTime(),
                false,
                output);
    }

    private Output parquet(String name) {
        return new Output.Parquet(folder.resolve(name).toString());
    }

    private static List<String> orders(TrainingSetResult result) {
        return rows(SPARK.read().parquet(result.output().text()).select("orders"));
    }

    private static List<String> rows(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> String.join(
                        " ",
                        Stream.iterate(0, i -> i < row.size(), i -> i + 1)
                                .map(i -> row.get(i) instanceof java.sql.Timestamp at
                                        ? at.toInstant().toString()
                                        : String.valueOf(row.get(i)))
                                .toList()))
                .toList();
    }

    private static List<String> names(Path folder) {
        return Arrays.stream(folder.toFile().list()).sorted().toList();
    }
}
