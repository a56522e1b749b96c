package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Status;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule book's tables T10 and T11, from the source to training sets and the online store, with the clock moved. */
final class TestEveryInstant {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TICK = Duration.ofNanos(1_000);

    private final SparkSession spark = SharedSpark.session();
    private Instant now = T0;
    private final OfflineStore tables = new OfflineStore(spark, "features", () -> now);

    @TempDir
    Path folder;

    private record Event(long user, Instant at, double amount) {}

    private record Label(long user, Instant at) {}

    @Test
    void windowsHoldBetweenEvents() {
        List<Event> events = List.of(new Event(1, T0, 10.0), new Event(1, T0.plus(HOUR.dividedBy(2)), 5.0));
        FeatureGroup group = windows("instants_t10", events).build();
        List<Label> labels = List.of(
                new Label(1, T0.minus(TICK)),
                new Label(1, T0),
                new Label(1, T0.plus(HOUR.dividedBy(2))),
                new Label(1, T0.plus(HOUR).minus(TICK)),
                new Label(1, T0.plus(HOUR)),
                new Label(1, T0.plus(Duration.ofMinutes(90))),
                new Label(1, T0.plus(Duration.ofDays(20))));
        List<List<@Nullable Object>> expected = List.of(
                Arrays.asList(null, null, null),
                List.of(1L, 10.0, 10.0),
                List.of(2L, 15.0, 7.5),
                List.of(2L, 15.0, 7.5),
                List.of(1L, 5.0, 5.0),
                Arrays.asList(0L, null, null),
                Arrays.asList(0L, null, null));

        try (LocalSync local = LocalSync.open(folder, group, tables, () -> now)) {
            materialize(group, T0.plus(Duration.ofMinutes(31)));
            // All rows lie ahead of the first label, and the last of them says how the values go on.
            now = T0.minus(TICK);
            local.sync().syncNews(group);

            assertThat(served(local, labels)).isEqualTo(expected);

            materialize(group, T0.plus(Duration.ofDays(2)));
            assertThat(trained(group, labels)).isEqualTo(expected);
        }
    }

    @Test
    void theTimeToLiveCountsFromTheLastChange() {
        FeatureGroup group = windows("instants_ttl", List.of(new Event(1, T0, 10.0)))
                .timeToLive(Duration.ofDays(7))
                .build();

        try (LocalSync local = LocalSync.open(folder, group, tables, () -> now)) {
            materialize(group, T0.plus(TICK));
            local.sync().syncNews(group);

            now = T0.plus(HOUR).plus(Duration.ofDays(7));
            assertThat(read(local, 1).values()).containsExactly(0L, null, null);
            now = now.plus(TICK);
            assertThat(read(local, 1).values()).containsExactly(null, null, null);
        }
    }

    /** A count, a sum and a mean at thousands of random instants, against all events of the source. */
    @Test
    void atRandomInstantsTheValuesAreThoseOfTheSource() {
        Random random = new Random(11);
        List<Event> events = new ArrayList<>();
        for (int number = 0; number < 600; number++) {
            Instant at = T0.plus(Duration.ofSeconds(random.nextInt(48 * 3_600)));
            events.add(new Event(random.nextInt(20), at, random.nextInt(4_000) / 4.0));
        }
        Instant end = T0.plus(Duration.ofDays(2));
        FeatureGroup group = windows("instants_random", events).build();
        List<Label> before = new ArrayList<>();
        List<Label> after = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            before.add(new Label(random.nextInt(20), T0.plus(Duration.ofSeconds(random.nextInt(48 * 3_600)))));
            after.add(new Label(random.nextInt(20), end.plusSeconds(random.nextInt(2 * 3_600))));
        }

        try (LocalSync local = LocalSync.open(folder, group, tables, () -> now)) {
            materialize(group, end);
            now = end;
            local.sync().syncNews(group);

            assertThat(trained(group, before)).isEqualTo(expected(events, before));
            assertThat(served(local, after)).isEqualTo(expected(events, after));
        }
    }

    @Test
    void rowsThatLieAheadAreServedWhenTheirTimeHasCome() {
        FeatureGroup delayed =
                scores("instants_delayed").availabilityDelay(HOUR).build();
        FeatureGroup ahead = scores("instants_ahead").build();
        try (LocalSync late = LocalSync.open(folder.resolve("late"), delayed, tables, () -> now);
                LocalSync early = LocalSync.open(folder.resolve("early"), ahead, tables, () -> now)) {
            append(delayed, 1, T0.minus(Duration.ofHours(3)), 10.5);
            append(delayed, 1, T0.minus(Duration.ofMinutes(15)), 99.5);
            append(ahead, 2, T0.minus(HOUR), 10.5);
            append(ahead, 2, T0.plus(Duration.ofDays(1)), 77.5);
            late.sync().syncNews(delayed);
            early.sync().syncEverything(ahead);

            assertThat(read(late, 1).values()).containsExactly(10.5);
            assertThat(read(late, 1).eventTimestamp()).isEqualTo(T0.minus(Duration.ofHours(3)));
            assertThat(read(late, 1).statuses()).containsExactly(Status.PRESENT);
            assertThat(read(early, 2).values()).containsExactly(10.5);
            now = T0.plus(Duration.ofMinutes(50));
            assertThat(read(late, 1).values()).containsExactly(99.5);
            now = T0.plus(Duration.ofDays(1));
            assertThat(read(early, 2).values()).containsExactly(77.5);
            assertThat(trained(delayed, List.of(new Label(1, T0), new Label(1, T0.plus(Duration.ofMinutes(50))))))
                    .containsExactly(List.of(10.5), List.of(99.5));
            assertThat(trained(ahead, List.of(new Label(2, T0), new Label(2, now))))
                    .containsExactly(List.of(10.5), List.of(77.5));
        }
    }

    @Test
    void aRowAheadThatTheTableLosesIsNeverServed() {
        FeatureGroup group = scores("instants_lost").build();
        try (LocalSync local = LocalSync.open(folder, group, tables, () -> now)) {
            append(group, 1, T0.minus(HOUR), 10.5);
            append(group, 1, T0.plus(HOUR), 55.5);
            append(group, 1, T0.plus(Duration.ofHours(2)), 77.5);
            local.sync().syncNews(group);
            spark.sql("DELETE FROM %s WHERE score = 55.5".formatted(tables.tableName(group)));

            local.sync().syncNews(group);

            assertThat(read(local, 1).values()).containsExactly(10.5);
            now = T0.plus(HOUR);
            assertThat(read(local, 1).values()).containsExactly(10.5);
            now = T0.plus(Duration.ofHours(2));
            assertThat(read(local, 1).values()).containsExactly(77.5);
        }
    }

    private FeatureGroupBuilder windows(String name, List<Event> events) {
        StructType schema = new StructType()
                .add("user_id", DataTypes.LongType)
                .add("micros", DataTypes.LongType)
                .add("amount", DataTypes.DoubleType);
        List<Row> rows = events.stream()
                .map(event -> RowFactory.create(event.user(), Microseconds.of(event.at()), event.amount()))
                .toList();
        String path = folder.resolve(name).toString();
        spark.createDataFrame(rows, schema)
                .selectExpr("user_id", "timestamp_micros(micros) AS t", "amount")
                .write()
                .parquet(path);
        return FeatureGroups.ofUsers(name)
                .source(DataSource.parquet("events", path).timestamp("t"))
                .feature("n_1h", "Events", Aggregation.count().over("1h"))
                .feature(
                        "sum_1h",
                        ScalarType.FLOAT64,
                        "Money",
                        Aggregation.sum("amount").over("1h"))
                .feature("avg_1h", "Mean", Aggregation.avg("amount").over("1h"))
                .emit(Emission.onChange())
                .online();
    }

    private static FeatureGroupBuilder scores(String name) {
        return FeatureGroups.ofUsers(name)
                .source(DataSource.table("raw.scores").timestamp("t"))
                .feature("score", ScalarType.FLOAT64, "A score")
                .sql("SELECT 1")
                .online();
    }

    private void append(FeatureGroup group, long user, Instant at, double score) {
        spark.sql("INSERT INTO %s VALUES (%d, timestamp_micros(%d), timestamp_micros(%d), %sD)"
                .formatted(tables.tableName(group), user, Microseconds.of(at), Microseconds.of(at), score));
    }

    private void materialize(FeatureGroup group, Instant end) {
        new Materialization(new FeatureCompiler(spark), tables)
                .run(group, new TimeRange(T0.minus(Duration.ofDays(1)), end));
    }

    private OnlineFeatures read(LocalSync local, long user) {
        return local.store()
                .read(
                        local.group(),
                        List.of(EntityKey.of(local.group().entity(), user)),
                        local.group().featureNames())
                .getFirst();
    }

    /** The answers with the clock at each label, without a sync in between. */
    private List<List<@Nullable Object>> served(LocalSync local, List<Label> labels) {
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Label label : labels) {
            now = label.at();
            values.add(read(local, label.user()).values());
        }
        return values;
    }

    private List<List<@Nullable Object>> trained(FeatureGroup group, List<Label> labels) {
        StructType schema = new StructType()
                .add("number", DataTypes.IntegerType)
                .add("user_id", DataTypes.LongType)
                .add("micros", DataTypes.LongType);
        List<Row> rows = new ArrayList<>();
        for (Label label : labels) {
            rows.add(RowFactory.create(rows.size(), label.user(), Microseconds.of(label.at())));
        }
        Dataset<Row> spine = spark.createDataFrame(rows, schema)
                .selectExpr("number", "user_id", "timestamp_micros(micros) AS event_timestamp");
        String[] names = group.featureNames().toArray(String[]::new);
        return PointInTimeJoin.of(spine, "event_timestamp")
                .with(JoinedGroup.of(group, tables.read(group)))
                .run()
                .orderBy("number")
                .select(names[0], Arrays.copyOfRange(names, 1, names.length))
                .collectAsList()
                .stream()
                .map(TestEveryInstant::values)
                .toList();
    }

    private static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int column = 0; column < row.size(); column++) {
            values.add(row.get(column));
        }
        return values;
    }

    private static List<List<@Nullable Object>> expected(List<Event> events, List<Label> labels) {
        return labels.stream().map(label -> expected(events, label)).toList();
    }

    private static List<@Nullable Object> expected(List<Event> events, Label label) {
        List<Event> known = events.stream()
                .filter(event -> event.user() == label.user() && !event.at().isAfter(label.at()))
                .toList();
        List<Event> inside = known.stream()
                .filter(event -> event.at().isAfter(label.at().minus(HOUR)))
                .toList();
        if (known.isEmpty()) {
            return Arrays.asList(null, null, null);
        }
        double sum = inside.stream().mapToDouble(Event::amount).sum();
        return inside.isEmpty()
                ? Arrays.asList(0L, null, null)
                : List.of((long) inside.size(), sum, sum / inside.size());
    }
}
