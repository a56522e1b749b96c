package dev.tidemark.stream;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.lastN;
import static dev.tidemark.feature.Aggregation.ratio;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchException;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.TableAppends;
import dev.tidemark.feature.Window;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The source's table is the stream here: the same events are there for the batch path. */
final class TestFeatureStream {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    private static final Duration NEVER_LATE = Duration.ofDays(30);

    private final SparkSession spark = SharedSpark.session();
    private final String table = "live.events_" + UUID.randomUUID().toString().replace("-", "");
    private final List<Row> emitted = new ArrayList<>();
    private final List<Row> dead = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void createTable() {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.live");
        spark.sql("CREATE TABLE tidemark." + table
                + " (user_id BIGINT, shop STRING, t TIMESTAMP, written TIMESTAMP, id STRING, amount DOUBLE, tags"
                + " ARRAY<STRING>) USING iceberg");
    }

    static Stream<Emission> emissions() {
        return Stream.of(Emission.onEvent(), Emission.onChange(), Emission.every(Duration.ofMinutes(7)));
    }

    @ParameterizedTest
    @MethodSource("emissions")
    void theStreamsNewestRowsAreThoseOfTheBatchPath(Emission emission) {
        FeatureGroup group = group(emission, NEVER_LATE);
        Random random = new Random(7);
        List<String> events = events(random, 60);

        append(events.subList(0, 25));
        run(group, NEVER_LATE, null);
        append(Stream.concat(events.subList(25, 60).stream(), events.subList(0, 30).stream())
                .toList());
        run(group, NEVER_LATE, null);

        Dataset<Row> batch = new FeatureCompiler(spark)
                .compile(group, new TimeRange(START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(9))));
        assertThat(newest(emitted)).containsExactlyEntriesOf(newest(batch.collectAsList()));
        assertThat(dead).isEmpty();
    }

    @Test
    void whatWasThereBeforeTheStreamCountsInItsRows() {
        FeatureGroup group = group(Emission.onEvent(), NEVER_LATE);
        List<String> events = events(new Random(8), 40);
        append(events.subList(0, 30));

        run(group, NEVER_LATE, START.plus(Duration.ofHours(2)));
        append(events.subList(30, 40));
        run(group, NEVER_LATE, START.plus(Duration.ofHours(2)));

        TreeMap<String, String> batch = newest(new FeatureCompiler(spark)
                .compile(group, new TimeRange(START, START.plus(Duration.ofDays(9))))
                .collectAsList());
        TreeMap<String, String> stream = newest(emitted);
        assertThat(stream).isNotEmpty();
        assertThat(batch).containsAllEntriesOf(stream);
        batch.keySet().removeIf(key -> key.compareTo("2026-01-05T12") < 0);
        assertThat(stream.keySet()).containsAll(batch.keySet());
    }

    @Test
    void whatIsTooLateOrWithoutAKeyIsADeadLetterAndStateOfInactiveEntitiesGoes() {
        FeatureGroup group = group(Emission.onEvent(), Duration.ofMinutes(10));
        append(List.of(event(1, "a", 0, "e1", 1.0), event(2, "a", 1, "e2", 1.0)));
        run(group, Duration.ofMinutes(10), null);
        append(List.of(
                event(3, "a", 600, "e3", 1.0), "(NULL, 'a', timestamp'2026-01-05 20:00:00', NULL, 'e4', 2.0, NULL)"));
        run(group, Duration.ofMinutes(10), null);
        append(List.of(event(1, "a", 500, "e5", 1.0), event(3, "a", 595, "e6", 1.0)));
        long stateRows = run(group, Duration.ofMinutes(10), null);

        assertThat(dead)
                .extracting(row -> row.getString(0).replaceAll(":.*", ""))
                .containsExactlyInAnyOrder("no join key 'user_id'", "later than stream.lateness");
        assertThat(new String(dead.getLast().<byte[]>getAs("raw"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"id\":\"e5\"");
        assertThat(newest(emitted)).hasSize(4);
        // Entity 3 has two events, its progress and its timer (kept in two orders); 1 and 2 have nothing.
        assertThat(stateRows).isLessThanOrEqualTo(6);
    }

    @Test
    void whatAFileWouldBeRefusedForIsADeadLetter() {
        spark.sql("CREATE OR REPLACE TABLE %s_odd (USER_ID DOUBLE, day STRING, amount DOUBLE) USING iceberg"
                .formatted(table));
        spark.sql("INSERT INTO %s_odd VALUES (1001.0, '2026-01-05 10:00:00+02', 1), (1001.5, '2026-01-05', 2),"
                        .formatted(table)
                + " (1002.0, '12:00:00', 4), (-0.0, '2026-01-05', 8), (NULL, '2026-01-05', 16)");
        FeatureGroup group = FeatureGroups.ofUsers("live_odd")
                .source(DataSource.table(table + "_odd")
                        .as("events")
                        .timestamp("day")
                        .mapped("USER_ID", "user_id")
                        .streamedFrom(new TableAppends()))
                .feature(
                        "amount_30m", ScalarType.FLOAT64, "Money", sum("amount").over("30m"))
                .emit(Emission.onEvent())
                .build();

        run(group, NEVER_LATE, null);

        assertThat(emitted)
                .extracting(row -> row.getLong(0) + " " + row.getDouble(3))
                .containsExactlyInAnyOrder("1001 1.0", "0 8.0");
        assertThat(dead)
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder(
                        "column 'USER_ID': '1001.5' cannot be a join key of type INT64: it is not a whole number",
                        "column 'day': '12:00:00' is not an instant; expected an instant such as 2026-05-01T06:00:00Z"
                                + " or a date such as 2026-05-01",
                        "no join key 'user_id'");
    }

    @Test
    void aColumnThatCannotBeComputedOfARecordIsADeadLetter() {
        spark.sql(
                "CREATE OR REPLACE TABLE %s_raw (CustomerID STRING, t TIMESTAMP, quantity INT, price DOUBLE) USING iceberg"
                        .formatted(table));
        spark.sql("INSERT INTO %s_raw VALUES ('7', timestamp'2026-01-05 10:00:00', 3, 2.5),".formatted(table)
                + " ('u1', timestamp'2026-01-05 10:00:00', 1, 1), ('8', timestamp'2026-01-05 10:00:00', NULL, 1)");
        FeatureGroup group = FeatureGroups.ofUsers("live_raw")
                .source(DataSource.table(table + "_raw")
                        .as("events")
                        .timestamp("t")
                        .column("user_id", "CAST(CustomerID AS BIGINT)")
                        .column("amount", "quantity * price")
                        .streamedFrom(new TableAppends()))
                .feature(
                        "amount_30m", ScalarType.FLOAT64, "Money", sum("amount").over("30m"))
                .emit(Emission.onEvent())
                .build();

        run(group, NEVER_LATE, null);

        assertThat(emitted)
                .extracting(row -> row.getLong(0) + " " + row.get(3))
                .containsExactlyInAnyOrder("7 7.5", "8 null");
        assertThat(dead)
                .extracting(row -> row.getString(0))
                .containsExactly("column 'user_id' cannot be computed as 'CAST(CustomerID AS BIGINT)' of the row with"
                        + " CustomerID = u1");
    }

    @Test
    void oneEventThatComesTwiceWithANullInItsListStopsNothing() {
        FeatureGroup group = group(Emission.onEvent(), NEVER_LATE);
        String event = event(1, "a", 0, "e1", 1.0).replace("array('e1', NULL)", "array(NULL, 'e1', NULL)");
        append(List.of(event, event));
        append(List.of(event));

        run(group, NEVER_LATE, null);

        assertThat(dead).isEmpty();
        assertThat(newest(emitted).values())
                .containsExactly("[1, 1.0, 1, ArraySeq(null, e1, null), ArraySeq(1.0), 1, 0, 1.0, "
                        + emitted.getFirst().<java.sql.Timestamp>getAs("last_written_1h") + ", true, 1.0]");
    }

    @Test
    void whatAMachineCommitsWhoseClockIsBehindIsTaken() throws Exception {
        FeatureGroup group = group(Emission.onEvent(), NEVER_LATE);
        append(List.of(event(1, "a", 0, "e1", 1.0)));
        commitLater(Duration.ofSeconds(30));
        run(group, NEVER_LATE, START);

        append(List.of(event(1, "a", 5, "e2", 1.0)));
        run(group, NEVER_LATE, START);

        assertThat(newest(emitted).firstEntry().getValue()).startsWith("[1, ");
        assertThat(newest(emitted).lastEntry().getValue()).startsWith("[2, ");
    }

    /** Makes the table's last commit one of a machine whose clock is ahead. */
    private void commitLater(Duration ahead) throws Exception {
        BaseTable iceberg = (BaseTable) Spark3Util.loadIcebergTable(spark, "tidemark." + table);
        TableMetadata base = iceberg.operations().refresh();
        long later = base.currentSnapshot().timestampMillis() + ahead.toMillis();
        String json = TableMetadataParser.toJson(base)
                .replaceAll("\"timestamp-ms\":\\d+", "\"timestamp-ms\":" + later)
                .replaceAll("\"last-updated-ms\":\\d+", "\"last-updated-ms\":" + later);
        iceberg.operations().commit(base, TableMetadataParser.fromJson(json));
        spark.sql("REFRESH TABLE tidemark." + table);
    }

    @Test
    void aStreamGoesOnThoughTheSnapshotOfItsPastIsExpired() throws Exception {
        FeatureGroup group = group(Emission.onEvent(), NEVER_LATE);
        append(List.of(event(1, "a", 0, "e1", 1.0)));
        run(group, NEVER_LATE, START);
        append(List.of(event(1, "a", 5, "e2", 1.0)));
        run(group, NEVER_LATE, START);

        expireSnapshots();
        append(List.of(event(1, "a", 6, "e3", 1.0)));
        run(group, NEVER_LATE, START);
        expireSnapshots();
        append(List.of(event(1, "a", 7, "e4", 1.0)));
        run(group, NEVER_LATE, START);
        run(group, NEVER_LATE, START);

        assertThat(newest(emitted).lastEntry().getValue()).startsWith("[4, ");
    }

    private void expireSnapshots() throws Exception {
        Spark3Util.loadIcebergTable(spark, "tidemark." + table)
                .expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();
    }

    @Test
    void aTableThatWasMadeAnewIsToldWithTheRemedy() {
        FeatureGroup group = group(Emission.onEvent(), NEVER_LATE);
        append(List.of(event(1, "a", 0, "e1", 1.0)));
        run(group, NEVER_LATE, START);
        append(List.of(event(1, "a", 5, "e2", 1.0)));
        run(group, NEVER_LATE, START);
        spark.sql("DROP TABLE tidemark." + table);
        createTable();
        append(List.of(event(1, "a", 9, "e3", 1.0)));

        assertThatThrownBy(() -> run(group, NEVER_LATE, START))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_MISMATCH))
                .hasMessageStartingWith("The stream of feature group 'live_onevent' cannot go on: table " + table
                        + " no longer has the snapshot at which the stream stopped")
                .hasMessageContaining("Delete the checkpoint '" + folder.resolve("checkpoints/live_onevent"));
    }

    @Test
    void aSourceColumnThatStreamsNeedIsRefusedByItsName() {
        spark.sql("ALTER TABLE tidemark." + table + " ADD COLUMN Dead__Reason STRING");

        assertThatThrownBy(() -> run(group(Emission.onEvent(), NEVER_LATE), NEVER_LATE, null))
                .hasMessage("Column 'Dead__Reason' of source 'events' of feature group 'live_onevent' has a name that"
                        + " streams need; rename it");
    }

    @Test
    void aSumThatDoesNotFitIsADeadLetterThatNamesItAndTheRestGoesOn() {
        FeatureGroup group = FeatureGroups.of(
                        "live_sums",
                        Entity.composite(
                                "user_at_shop",
                                "A user at a shop",
                                new JoinKey("user_id", ScalarType.INT64),
                                new JoinKey("shop", ScalarType.STRING)))
                .source(DataSource.table(table)
                        .as("events")
                        .timestamp("t")
                        .created("written")
                        .streamedFrom(new TableAppends()))
                .feature("total_1h", ScalarType.INT64, "Sum", sum("user_id").over("1h"))
                .emit(Emission.onEvent())
                .build();
        long large = 9_000_000_000_000_000_000L;
        append(List.of(
                event(large, "\u0000", 0, "e1", 1.0),
                event(large, "\u0000", 1, "e2", 1.0),
                event(large, "\u0000", 90, "e3", 1.0),
                event(5, "b", 0, "e4", 1.0)));
        String reason = "Feature 'total_1h' of feature group 'live_sums' has no value for user_id=9000000000000000000,"
                + " shop=\\u0000 at 2026-01-05T10:01:00Z: the sum of whole numbers does not fit INT64; declare the"
                + " feature FLOAT64";

        run(group, NEVER_LATE, null);

        assertThat(dead).extracting(row -> row.getString(0)).containsExactly(reason);
        assertThat(newest(emitted)).hasSize(3);
        Dataset<Row> batch = new FeatureCompiler(spark)
                .compile(group, new TimeRange(START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(9))));
        assertThat(SparkFailure.explained(catchException(batch::collectAsList), "The run failed"))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(reason);
    }

    /** Lets the stream take what is there, from its checkpoint on; returns how many rows its state has. */
    private long run(FeatureGroup group, Duration lateness, Instant since) {
        StreamConfig config = new StreamConfig(
                Duration.ofSeconds(1),
                lateness,
                Duration.ofMinutes(5),
                folder.resolve("checkpoints").toString(),
                2,
                17,
                Map.of());
        SparkSession session = FeatureStream.session(spark, config);
        FeatureStream stream = new FeatureStream(session, group, config);
        StreamCheckpoint checkpoint = StreamCheckpoint.of(session, config, group);
        StreamStart start = checkpoint.start().orElseGet(() -> {
            StreamStart begun = stream.begin(since);
            checkpoint.begin(begun);
            return begun;
        });
        try (StreamQuery query = StreamQuery.catchUp(stream, start, checkpoint.location(), (number, batch) -> {
            emitted.addAll(stream.features(batch).collectAsList());
            dead.addAll(FeatureStream.deadLetters(batch).collectAsList());
        })) {
            query.await();
            return query.stateRows();
        }
    }

    private FeatureGroup group(Emission emission, Duration lateness) {
        return FeatureGroups.of(
                        "live_" + emission.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                        Entity.composite(
                                "user_at_shop",
                                "A user at a shop",
                                new JoinKey("user_id", ScalarType.INT64),
                                new JoinKey("shop", ScalarType.STRING)))
                .source(DataSource.table(table)
                        .as("events")
                        .timestamp("t")
                        .created("written")
                        .eventId("id")
                        .streamedFrom(new TableAppends()))
                .feature("events_1h", "Events", count().over("1h"))
                .feature(
                        "amount_30m",
                        ScalarType.FLOAT64,
                        "Money",
                        sum("amount").over("30m").where("amount > 0.15"))
                .feature(
                        "amounts_2h",
                        "Different amounts",
                        countDistinct("amount").over("2h"))
                .feature(
                        "last_tags_1h",
                        dev.tidemark.feature.FeatureType.listOf(ScalarType.STRING),
                        "Tags",
                        last("tags").over("1h"))
                .feature(
                        "last_amounts_1h",
                        dev.tidemark.feature.FeatureType.listOf(ScalarType.FLOAT64),
                        "Amounts",
                        lastN("amount", 3).over("1h"))
                .feature("events_today", "Today", count().over(Window.today("Asia/Kolkata")))
                .feature("events_before", "Before", count().over("1h").endingBefore("10m"))
                .feature(
                        "large_share_1h",
                        "Share",
                        ratio(sum("amount").where("amount > 0.15"), sum("amount"))
                                .over("1h"))
                .feature(
                        "last_written_1h",
                        ScalarType.TIMESTAMP,
                        "Last",
                        last("written").over("1h"))
                .derived("is_active", ScalarType.BOOL, "Active", "events_1h > 0")
                .derived(
                        "newest_amount",
                        ScalarType.FLOAT64,
                        "Newest",
                        "CASE WHEN is_active THEN try_element_at(last_amounts_1h, 1) END")
                .emit(emission)
                .build();
    }

    /** In no order, for few entities, with ties. */
    private static List<String> events(Random random, int count) {
        List<String> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            events.add(event(
                    random.nextInt(3),
                    random.nextBoolean() ? "a" : "b",
                    random.nextInt(240),
                    "event " + number,
                    random.nextInt(1, 7) / 10.0));
        }
        return events;
    }

    private static String event(long user, String shop, int minute, String id, double amount) {
        Instant time = START.plus(Duration.ofMinutes(minute));
        return "(%d, '%s', timestamp'%s', timestamp'%s', '%s', %s, array('%s', NULL))"
                .formatted(user, shop, time, time.plusSeconds(2), id, amount, id);
    }

    private void append(List<String> events) {
        spark.sql("INSERT INTO tidemark." + table + " VALUES " + String.join(", ", events));
    }

    /** By instant and entity the values of the row that was created last. */
    private static TreeMap<String, String> newest(List<Row> rows) {
        TreeMap<String, Row> newest = new TreeMap<>();
        for (Row row : rows) {
            String key = "%s %s %s".formatted(instant(row, "event_timestamp"), row.get(0), row.get(1));
            newest.merge(key, row, (left, right) -> {
                int order = instant(left, "created_at").compareTo(instant(right, "created_at"));
                assertThat(order).as("two rows of %s", key).isNotZero();
                return order > 0 ? left : right;
            });
        }
        TreeMap<String, String> values = new TreeMap<>();
        newest.forEach((key, row) -> {
            List<Object> features = new ArrayList<>();
            for (int column = 4; column < row.length(); column++) {
                features.add(row.get(column));
            }
            values.put(key, features.toString());
        });
        return values;
    }

    private static Instant instant(Row row, String column) {
        return row.<java.sql.Timestamp>getAs(column).toInstant();
    }
}
