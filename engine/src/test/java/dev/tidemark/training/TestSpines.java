package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Label files and queries as users have them. */
final class TestSpines {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final OfflineStore STORE = new OfflineStore(SPARK, "spine_features");
    private static final TimeRange MARCH = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
    private static final FeatureGroup USERS = group("spine_users", "user_id", ScalarType.INT64);
    private static final FeatureGroup ITEMS = group("spine_items", "item", ScalarType.STRING);
    private static final Map<String, FeatureGroup> GROUPS = Map.of(USERS.name(), USERS, ITEMS.name(), ITEMS);

    private final TrainingSetBuilder builder =
            new TrainingSetBuilder(SPARK, STORE, GROUPS::get, InstantSource.system());

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeFeatures() {
        GROUPS.values().forEach(STORE::ensure);
        String rows = "SELECT %s, TIMESTAMP '2026-03-02 00:00:00Z' AS event_timestamp,"
                + " TIMESTAMP '2026-03-02 00:00:00Z' AS created_at, CAST(1 AS BIGINT) AS v FROM VALUES %s AS t(k)";
        STORE.write(USERS, MARCH, SPARK.sql(rows.formatted("CAST(k AS BIGINT) AS user_id", "(1), (1001)")));
        STORE.write(ITEMS, MARCH, SPARK.sql(rows.formatted("k AS item", "('5\" pipe'), ('plain'), ('7')")));
    }

    @Test
    void textComesOutAsTheFileMeansIt() throws IOException {
        Path labels = csv("""
                item,at,note,amount (USD),a.b,`q`,"q""q",
                "5"" pipe",2026-03-05T00:00:00Z,"He said ""hi"", then left",1,x,y,z,u
                plain,2026-03-05T00:00:00Z,"c:\\dir\\",2,x,y,z,u
                plain,2026-03-05T00:00:00Z,"first line
                second line",007,x,y,z,u
                """);

        Dataset<Row> rows = built(new Spine.Csv(labels.toString()), "spine_items");

        assertThat(rows.columns())
                .containsExactly("item", "at", "note", "amount (USD)", "a.b", "`q`", "q\"q", "_c7", "v");
        assertThat(rows.select("item", "note", "`amount (USD)`", "v").collectAsList())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder(
                        "[5\" pipe,He said \"hi\", then left,1,1]",
                        "[plain,c:\\dir\\,2,1]",
                        "[plain,first line\nsecond line,007,1]");
    }

    @Test
    void eachFileOfAFolderHasItsOwnOrderOfColumns() throws IOException {
        Files.createDirectory(folder.resolve("labels"));
        Files.writeString(folder.resolve("labels/a.csv"), "user_id,at,x,y\n1,2026-03-05,10,20\n");
        Path second = Files.writeString(folder.resolve("labels/b.csv"), "user_id,at,y,x\n1,2026-03-05,20,10\n");

        assertThat(built(new Spine.Csv(folder.resolve("labels").toString()), "spine_users")
                        .select("x", "y")
                        .distinct()
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[10,20]");

        Files.writeString(second, "user_id,at,y\n1,2026-03-05,20\n");
        assertRefused(new Spine.Csv(folder.resolve("labels").toString()), "it has no column 'x'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2026-03-05T00:00:00Z|line 2: 2 fields, but the header has 3",
                "1,2026-03-05T00:00:00Z,\"|line 2: a quote is opened and never closed",
                "1,12:00:00,x|line 2: column 'at': '12:00:00' is not an instant; expected an instant such as",
                "1,2026,x|'2026' is not an instant",
                "1,170406,x|'170406' is not an instant",
                "1,1793707200,x|'1793707200' is not an instant",
                "1,03/11/2026 12:00,x|'03/11/2026 12:00' is not an instant",
                "1.5,2026-03-05,x|line 2: column 'user_id': '1.5' cannot be a join key of type INT64"
            })
    void aBrokenLineIsNamed(String lineAndProblem) throws IOException {
        int bar = lineAndProblem.indexOf('|');
        Path labels = csv("user_id,at,label\n" + lineAndProblem.substring(0, bar) + "\n");

        assertThatThrownBy(() -> builder.build(set(new Spine.Csv(labels.toString()), "spine_users")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith(
                        "Cannot read the spine '%s', read as a CSV path: Cannot read file '%s' of the spine, "
                                .formatted(labels, labels))
                .hasMessageContaining(lineAndProblem.substring(bar + 1));
        assertThat(folder.resolve("set")).doesNotExist();
    }

    @Test
    void aDoubledHeaderIsRefusedByName() throws IOException {
        assertRefused(
                new Spine.Csv(csv("user_id,at,label,label\n1,2026-03-05,1,0\n").toString()),
                "line 1: the header names column 'label' twice");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "DATE '2026-03-05', DATE",
                "TIMESTAMP_NTZ '2026-03-05 00:00:00', TIMESTAMP_NTZ",
                "CAST('2026-03-05 00:00:00+00:00' AS STRING), STRING",
                "TIMESTAMP '2026-03-05 00:00:00Z', TIMESTAMP"
            })
    void anInstantOfAnyTypeIsJoinedAndComesOutAsItWas(String at, String type) {
        Dataset<Row> rows = built(new Spine.Query("SELECT 1L AS user_id, %s AS at".formatted(at)), "spine_users");

        assertThat(rows.schema().apply("at").dataType().sql()).isEqualTo(type);
        assertThat(rows.columns()).containsExactly("user_id", "at", "v");
        assertThat(rows.select("v").first().getLong(0)).isEqualTo(1);
    }

    @Test
    void theCopyOfAnInstantTakesNoNameOfAUsersColumnOrAFeature() {
        FeatureGroup group = FeatureGroups.of(
                        "spine_instants", Entity.of("somebody", "Somebody", "user_id", ScalarType.INT64))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("instant", ScalarType.INT64, "A value")
                .sql("SELECT 1")
                .build();
        STORE.ensure(group);
        STORE.write(
                group,
                MARCH,
                SPARK.sql("SELECT 1L AS user_id, TIMESTAMP '2026-03-02 00:00:00Z' AS event_timestamp,"
                        + " TIMESTAMP '2026-03-02 00:00:00Z' AS created_at, 5L AS instant"));
        TrainingSet request = new TrainingSet(
                new Spine.Query("SELECT '1' AS user_id, DATE '2026-03-05' AS at, 7 AS SPINE__instant_2"),
                "at",
                List.of(FeatureReference.parse("spine")),
                List.of(GroupAlias.parse("spine=spine_instants")),
                Knowledge.eventTime(),
                true,
                new Output.Parquet(folder.resolve("set").toString()));

        TrainingSetResult result =
                new TrainingSetBuilder(SPARK, STORE, name -> group, InstantSource.system()).build(request);

        assertThat(result.columns()).containsExactly("user_id", "at", "SPINE__instant_2", "spine__instant");
        assertThat(SPARK.read().parquet(result.output().text()).first().toString())
                .isEqualTo("[1,2026-03-05,7,5]");
    }

    @Test
    void aNumberIsAnInstantInTheUnitThatIsDeclared() throws IOException {
        TrainingSet millis = set(new Spine.Query("SELECT 1L AS user_id, 1772668800000 AS at"), "spine_users");
        Path labels = csv("user_id,at\n1,1772668800\n");
        TrainingSet seconds =
                set(new Spine.Csv(labels.toString()), "spine_users").counting(EpochUnit.EPOCH_SECONDS);

        assertRefused(
                millis.spine(),
                "column 'at' of the spine is BIGINT, expected TIMESTAMP, DATE or text such as 2026-05-01T06:00:00Z;"
                        + " where it counts from 1970, say in which unit: --timestamp-unit epoch-millis");
        TrainingSetResult result = builder.build(millis.counting(EpochUnit.EPOCH_MILLIS));
        assertThat(result.matchedShare()).containsEntry("spine_users", 1.0);
        assertThat(SPARK.read().parquet(result.output().text()).first().getLong(1))
                .isEqualTo(1_772_668_800_000L);
        assertThat(Manifest.parse(result.manifest().json()).inputs().request().timestampUnit())
                .isEqualTo(EpochUnit.EPOCH_MILLIS);
        assertThat(builder.build(seconds).matchedShare()).containsEntry("spine_users", 1.0);
    }

    @Test
    void nanosecondsAsPandasWritesThemAreRead() throws Exception {
        Path file = Path.of(Objects.requireNonNull(TestSpines.class.getResource("/files/pandas-nanoseconds.parquet"))
                .toURI());

        Dataset<Row> rows = built(new Spine.Parquet(file.toString()), "spine_users");

        assertThat(rows.selectExpr("user_id", "unix_micros(at)", "v").collectAsList())
                .extracting(Row::toString)
                .containsExactlyInAnyOrder("[1.0,1772704800123456,1]", "[null,1772704800000000,null]", "[2.0,-1,null]");
    }

    @Test
    void keysAreConvertedExactlyOrRefused() {
        assertThat(matched("1001.0D AS user_id", "spine_users")).isEqualTo(1.0);
        assertThat(matched("CAST(1 AS DECIMAL(38, 0)) AS user_id", "spine_users"))
                .isEqualTo(1.0);
        assertThat(matched("CAST(1 AS SMALLINT) AS user_id", "spine_users")).isEqualTo(1.0);
        assertThat(matched("'1' AS user_id", "spine_users")).isEqualTo(1.0);
        assertThat(matched("7L AS item", "spine_items")).isEqualTo(1.0);
        assertThat(matched("7.0D AS item", "spine_items")).isEqualTo(1.0);
        assertThat(matched("CAST(NULL AS DOUBLE) AS user_id", "spine_users")).isEqualTo(0.0);
        assertRefused(
                new Spine.Query("SELECT 1001.5D AS user_id, DATE '2026-03-05' AS at"),
                "Column 'user_id' of the spine: '1001.5' cannot be a join key of type INT64: it is not a whole number");
        assertRefused(new Spine.Query("SELECT '01' AS user_id, DATE '2026-03-05' AS at"), "it has leading zeros");
    }

    private Double matched(String key, String group) {
        return builder.build(set(new Spine.Query("SELECT %s, DATE '2026-03-05' AS at".formatted(key)), group))
                .matchedShare()
                .get(group);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT\n  1L AS user_id, DATE '2026-03-05' AS at",
                "-- labels\n/* of\nMarch */ SELECT 1L AS user_id, DATE '2026-03-05' AS at",
                "(SELECT 1L AS user_id, DATE '2026-03-05' AS at)",
                "with\tx AS (SELECT 1L AS user_id) SELECT user_id, DATE '2026-03-05' AS at FROM x;",
                "VALUES (1L, DATE '2026-03-05') AS t(user_id, at)"
            })
    void aQueryIsKnownByItsFirstWord(String sql) {
        assertThat(Spine.parse(sql)).isInstanceOf(Spine.Query.class);
        if (!sql.startsWith("VALUES")) {
            assertThat(builder.build(set(Spine.parse(sql), "spine_users")).rows())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFailureSaysAsWhatTheTextWasRead() {
        assertRefused(Spine.parse("labels.of_march"), "Cannot read the spine 'labels.of_march', read as a table: ");
        assertRefused(Spine.parse("SELECT\n user_id FROM nowhere"), "read as a query: [TABLE_OR_VIEW_NOT_FOUND]");
        assertRefused(Spine.parse("SELECT FROM\nWHERE"), "read as a query: [");
        assertRefused(
                Spine.parse("labels/march [v2]"),
                "read as a Parquet path: There is no file or folder 'labels/march [v2]'; a path is a literal name unless");
    }

    @Test
    void aPathIsALiteralNameOrAPattern() throws IOException {
        Files.writeString(folder.resolve("labels [v2].csv"), "user_id,at\n1,2026-03-05\n");
        Files.writeString(folder.resolve("labels_12:00.csv"), "user_id,at\n1,2026-03-05\n");

        assertThat(built(Spine.parse(folder + "/labels [v2].csv"), "spine_users")
                        .count())
                .isEqualTo(1);
        assertThat(built(Spine.parse(folder + "/labels_12:00.csv"), "spine_users")
                        .count())
                .isEqualTo(1);
        Files.delete(folder.resolve("labels_12:00.csv"));
        assertThat(built(Spine.parse(folder + "/labels*.csv", true), "spine_users")
                        .count())
                .isEqualTo(1);
        assertRefused(Spine.parse(folder + "/labels*.csv"), "There is no file or folder '");
    }

    private void assertRefused(Spine spine, String message) {
        assertThatThrownBy(() -> builder.build(set(spine, "spine_users")))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }

    private Path csv(String content) throws IOException {
        return Files.writeString(folder.resolve("labels.csv"), content);
    }

    private Dataset<Row> built(Spine spine, String group) {
        return SPARK.read().parquet(builder.build(set(spine, group)).output().text());
    }

    private TrainingSet set(Spine spine, String group) {
        return new TrainingSet(
                spine,
                "at",
                List.of(FeatureReference.parse(group)),
                Knowledge.eventTime(),
                false,
                new Output.Parquet(folder.resolve("set").toString()));
    }

    private static FeatureGroup group(String name, String key, ScalarType type) {
        return FeatureGroups.of(name, Entity.of("somebody", "Somebody", key, type))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("v", ScalarType.INT64, "A value")
                .sql("SELECT 1")
                .build();
    }
}
