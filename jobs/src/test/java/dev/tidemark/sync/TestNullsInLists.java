package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.ingest.Pushes;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.Status;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** T7 for lists of every type: what a training set says of a list with nulls, the online store says as well. */
final class TestNullsInLists {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T00:00:00Z"));
    private static final TimeRange DAY = TimeRange.ofDays(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 1));
    private static final String AT = "timestamp'2026-01-01T10:00:00Z'";

    /** By type: two values as SQL has them. */
    private static final Map<ScalarType, List<String>> VALUES = new TreeMap<>(Map.of(
            ScalarType.BOOL, List.of("true", "false"),
            ScalarType.INT32, List.of("1", "-2"),
            ScalarType.INT64, List.of("1L", "-9007199254740993L"),
            ScalarType.FLOAT32, List.of("0.1F", "CAST('NaN' AS FLOAT)"),
            ScalarType.FLOAT64, List.of("0.1D", "-0.0D"),
            ScalarType.STRING, List.of("''", "'b'"),
            ScalarType.BYTES, List.of("X''", "X'00FF'"),
            ScalarType.TIMESTAMP, List.of("timestamp'1969-12-31T23:59:59.999999Z'", "timestamp'2026-01-01'")));

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private final FeatureGroup group = group();
    private LocalSync local;
    private MetadataDatabase database;
    private OnlineTarget target;
    private TableSync sync;

    @BeforeEach
    void open() {
        local = LocalSync.open(folder, group, tables, CLOCK);
        database = local.database();
        target = local.target();
        sync = local.sync();
    }

    @AfterEach
    void close() {
        local.close();
    }

    @Test
    void materializedStreamedAndPushedListsAreTheSameInTrainingSetsAndOnline() {
        sync.syncEverything(group);
        tables.write(group, DAY, spark.sql(String.join(" UNION ALL ", rows(1))));
        sync.syncNews(group);
        stream(spark.sql(String.join(" UNION ALL ", rows(5))));
        Pushes pushes = new Pushes(group, tables, database, CLOCK);
        for (long user = 1; user <= 4; user++) {
            FeatureRow pushed = new FeatureRow(
                    new EntityKey(List.of(user + 8)),
                    Instant.parse("2026-01-01T10:00:00Z"),
                    Instant.parse("2026-01-01T10:00:00Z"),
                    online(user));
            pushes.accept(pushed);
            LocalTarget.STORES.get(target.name()).write(group, List.of(pushed));
        }
        pushes.ingestion(Pushes.SILENT).run(group);
        sync.syncNews(group);

        Map<Long, String> trained = trained();

        assertThat(trained.get(1L)).contains("ints=[1, null, -2]", "instants=[-1, null, 1767225600000000]");
        assertThat(trained.get(2L)).contains("ints=[null]").contains("instants=[null]");
        assertThat(trained.get(3L)).contains("ints=[]").contains("instants=[]");
        assertThat(trained.get(4L)).contains("ints=null").contains("instants=null");
        for (long user = 1; user <= 12; user++) {
            assertThat(trained.get(user)).as("user %d", user).isEqualTo(trained.get((user - 1) % 4 + 1));
            assertThat(row(online(user))).as("user %d", user).isEqualTo(trained.get(user));
        }
        assertThat(sync.syncEverything(group).written()).isZero();
    }

    @Test
    void ofTwoRowsThatDifferInTheSignOfAZeroTheSameHoldsInTrainingSetsAndOnline() throws Exception {
        String[] features = group.features().stream()
                .map(feature -> switch (feature.name()) {
                    case "float32s", "float64s" -> "array(%1$s, %2$s) AS " + feature.name();
                    default -> "array(NULL) AS " + feature.name();
                })
                .toArray(String[]::new);
        String sql = "SELECT %3$dL AS user_id, " + AT + " AS event_timestamp, " + AT + " AS created_at, "
                + String.join(", ", features);
        String higher = "0.0";
        String lower = "CAST('-0.0' AS DOUBLE)";
        for (String row : List.of(
                sql.formatted(higher, "1", 1),
                sql.formatted(lower, "2", 1),
                sql.formatted(lower, "NULL", 2),
                sql.formatted(higher, "NULL", 2),
                sql.formatted("-1", lower, 3),
                sql.formatted("-1", higher, 3))) {
            spark.sql(row)
                    .selectExpr(castToTable())
                    .writeTo(tables.tableName(group))
                    .append();
        }
        sync.syncEverything(group);

        Map<Long, String> trained = trained();

        assertThat(trained.get(1L)).contains("float32s=[0.0, 1.0]", "float64s=[0.0, 1.0]");
        assertThat(trained.get(2L)).contains("float32s=[0.0, null]", "float64s=[0.0, null]");
        assertThat(trained.get(3L)).contains("float32s=[-1.0, 0.0]", "float64s=[-1.0, 0.0]");
        for (long user = 1; user <= 3; user++) {
            assertThat(row(online(user))).as("user %d", user).isEqualTo(trained.get(user));
        }
    }

    private String[] castToTable() {
        return Arrays.stream(spark.table(tables.tableName(group)).schema().fields())
                .map(field -> "CAST(%1$s AS %2$s) AS %1$s"
                        .formatted(field.name(), field.dataType().sql()))
                .toArray(String[]::new);
    }

    private void stream(Dataset<Row> rows) {
        tables.append(group, "stream", 1, rows, 4);
        try (StreamWrites load = new StreamWrites(spark, group, target)) {
            assertThat(load.write(rows).written()).isEqualTo(4);
        }
    }

    /** Four users: a list with a null, one of a null alone, an empty one, none. */
    private static List<String> rows(int first) {
        List<String> rows = new ArrayList<>();
        List<String> shapes = List.of(
                "array(%1$s, NULL, %2$s)",
                "slice(array(%1$s, NULL), 2, 1)", "slice(array(%1$s, NULL), 1, 0)", "CAST(NULL AS ARRAY<%3$s>)");
        for (int shape = 0; shape < shapes.size(); shape++) {
            String lists = "";
            for (Map.Entry<ScalarType, List<String>> values : VALUES.entrySet()) {
                lists += ", "
                        + shapes.get(shape)
                                .formatted(
                                        values.getValue().get(0),
                                        values.getValue().get(1),
                                        sql(values.getKey()))
                        + " AS " + name(values.getKey());
            }
            rows.add("SELECT %dL AS user_id, %s AS event_timestamp, %s AS created_at%s"
                    .formatted(first + shape, AT, AT, lists));
        }
        return rows;
    }

    private Map<Long, String> trained() {
        String labels = "SELECT id AS user_id, timestamp'2026-01-02' AS event_timestamp FROM range(1, 13)";
        new TrainingSetBuilder(spark, tables, name -> group, CLOCK)
                .build(new TrainingSet(
                        new Spine.Query(labels),
                        "event_timestamp",
                        List.of(FeatureReference.parse(group.name())),
                        Knowledge.eventTime(),
                        /* fullNames= */ false,
                        new Output.Parquet(folder.resolve("set").toString())));
        Map<Long, String> trained = new TreeMap<>();
        for (Row row : spark.read().parquet(folder.resolve("set").toString()).collectAsList()) {
            List<Object> values = new ArrayList<>();
            group.featureNames().forEach(name -> values.add(row.getAs(name)));
            trained.put(row.getAs("user_id"), row(values));
        }
        return trained;
    }

    private List<Object> online(long user) {
        var found = LocalTarget.STORES
                .get(target.name())
                .read(group, List.of(new EntityKey(List.of(user))), group.featureNames())
                .getFirst();
        Status expected = user % 4 == 0 ? Status.NULL_VALUE : Status.PRESENT;
        assertThat(found.statuses()).as("user %d", user).containsOnly(expected);
        return found.values();
    }

    private String row(List<Object> values) {
        List<String> texts = new ArrayList<>();
        for (int feature = 0; feature < values.size(); feature++) {
            texts.add(group.featureNames().get(feature) + "=" + text(values.get(feature)));
        }
        return String.join(", ", texts);
    }

    private static String text(Object value) {
        return switch (value) {
            case scala.collection.Iterable<?> list ->
                list(Arrays.asList(CollectionConverters.asJava(list.toSeq()).toArray()));
            case List<?> list -> list(list);
            case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1);
            case Timestamp time -> text(time.toInstant());
            case Instant time -> Long.toString(Microseconds.of(time));
            case null, default -> String.valueOf(value);
        };
    }

    private static String list(List<?> list) {
        return list.stream().map(TestNullsInLists::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String name(ScalarType type) {
        return switch (type) {
            case INT32 -> "ints";
            case TIMESTAMP -> "instants";
            default -> type.name().toLowerCase(Locale.ROOT) + "s";
        };
    }

    private static String sql(ScalarType type) {
        return FeatureSchema.type(type).sql();
    }

    private static FeatureGroup group() {
        FeatureGroupBuilder builder =
                FeatureGroups.written("lists_with_nulls").online().pushable();
        VALUES.keySet().forEach(type -> builder.feature(name(type), FeatureType.listOf(type), "A list"));
        return builder.build();
    }
}
