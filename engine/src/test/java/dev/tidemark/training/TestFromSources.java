package dev.tidemark.training;

import static dev.tidemark.feature.Aggregation.avg;
import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.stddev;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import dev.tidemark.training.source.SourceChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training sets whose windows are computed at the labels' instants from source rows. */
final class TestFromSources {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant T0 = Instant.parse("2026-03-10T12:00:00Z");
    private static final TimeRange SPRING = TimeRange.ofDays(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 5, 31));
    private static final OfflineStore STORE = new OfflineStore(SPARK, "from_sources", () -> NOW);

    @TempDir
    private Path folder;

    private final Map<String, FeatureGroup> groups = new HashMap<>();
    private final Map<String, TimeRanges> computed = new HashMap<>();
    private final TrainingSetBuilder builder = new TrainingSetBuilder(
            SPARK,
            STORE,
            groups::get,
            group -> Staleness.none(group.name()),
            group -> computed.getOrDefault(group.name(), new TimeRanges(List.of())),
            InstantSource.fixed(NOW));

    @Test
    void windowsHoldAtEveryInstantAsTheRuleBookSays() throws IOException {
        Path events = csv(
                "events.csv",
                "user_id,at,amount",
                "1,%s,10.0".formatted(T0),
                "1,%s,5.0".formatted(T0.plusSeconds(1_800)),
                "3,2020-01-01T00:00:00Z,7.0");
        add(hourly("ten_unlimited", events).build());
        add(hourly("ten_weekly", events).timeToLive(Duration.ofDays(7)).build());
        Path labels = csv(
                "labels.csv",
                "label,user_id,event_timestamp",
                "a,1," + T0.minusNanos(1_000),
                "b,1," + T0,
                "c,1," + T0.plusSeconds(1_800),
                "d,1," + T0.plusSeconds(3_600).minusNanos(1_000),
                "e,1," + T0.plusSeconds(3_600),
                "f,1," + T0.plusSeconds(5_400),
                "g,1," + T0.plus(Duration.ofDays(20)),
                "h,," + T0,
                "i,2," + T0,
                "k,3," + T0,
                "j,1,",
                "b,1," + T0);

        TrainingSetResult result =
                builder.build(request(new Spine.Csv(labels.toString()), "ten", "ten_unlimited", "ten_weekly"));

        assertThat(rows(
                        result,
                        "label",
                        "ten_unlimited__count",
                        "ten_unlimited__sum",
                        "ten_unlimited__avg",
                        "ten_weekly__count",
                        "ten_weekly__sum"))
                .containsExactlyInAnyOrder(
                        "a null null null null null",
                        "b 1 10.0 10.0 1 10.0",
                        "c 2 15.0 7.5 2 15.0",
                        "d 2 15.0 7.5 2 15.0",
                        "e 1 5.0 5.0 1 5.0",
                        "f 0 null null 0 null",
                        "g 0 null null null null",
                        "h null null null null null",
                        "i null null null null null",
                        "k 0 null null null null",
                        "j null null null null null",
                        "b 1 10.0 10.0 1 10.0");
        assertThat(result.columns()).startsWith("label", "user_id", "event_timestamp", "ten_unlimited__count");
        assertThat(result.manifest().matches()).isEqualTo(Map.of("ten_unlimited", 8L, "ten_weekly", 6L));
        assertThat(result.manifest().inputs().sources())
                .extracting(source -> source.alias() + ": " + source.state() + ", " + source.reason())
                .containsExactly(
                        "ten_unlimited: 1 files, its table has no rows", "ten_weekly: 1 files, its table has no rows");
    }

    @Test
    void labelsGetWhatTheTableWouldGiveThemBitForBit() {
        for (long seed = 0; seed < 3; seed++) {
            Random random = new Random(seed);
            String name = "random_" + seed;
            randomEvents(random, "from_sources_raw." + name);
            Emission emission = List.of(Emission.onChange(), Emission.onEvent(), Emission.every(Duration.ofHours(5)))
                    .get((int) seed);
            add(wide(name + "_delayed", "from_sources_raw." + name)
                    .emit(emission)
                    .availabilityDelay(Duration.ofMinutes(30))
                    .timeToLive(Duration.ofDays(3))
                    .build());
            add(wide(name + "_plain", "from_sources_raw." + name).emit(emission).build());
            for (String group : List.of(name + "_delayed", name + "_plain")) {
                new Materialization(new FeatureCompiler(SPARK), STORE).run(groups.get(group), SPRING);
            }
            Spine labels = randomLabels(random, name + "_labels");
            String[] asked = {name + "_delayed", name + "_plain:s_7d", name + "_plain:spread_30d"};

            TrainingSetResult table = builder.build(request(labels, name + "_table", asked));
            TrainingSetResult sources =
                    builder.build(request(labels, name + "_sources", asked).fromSources(SourceChoice.ALL));
            TrainingSetResult mixed = builder.build(
                    request(labels, name + "_mixed", asked).fromSources(SourceChoice.of(Set.of(name + "_plain"))));

            // Few labels: events of other entities are left out before they are shuffled.
            Spine few = new Spine.Query("SELECT * FROM parquet.`%s` WHERE label < 9".formatted(labels.text()));
            assertThat(builder.build(request(few, name + "_few_sources", asked).fromSources(SourceChoice.ALL))
                            .digest())
                    .as("seed %d", seed)
                    .isEqualTo(builder.build(request(few, name + "_few_table", asked))
                            .digest());
            assertThat(table.manifest().inputs().sources()).isEmpty();
            assertThat(table.rows()).isEqualTo(400);
            assertThat(table.matchedShare().get(name + "_plain"))
                    .as("seed %d", seed)
                    .isGreaterThan(0.3);
            assertThat(sources.manifest().matches())
                    .as("seed %d", seed)
                    .isEqualTo(table.manifest().matches());
            assertThat(sources.columns()).isEqualTo(table.columns());
            assertThat(sources.digest()).as("seed %d", seed).isEqualTo(table.digest());
            assertThat(mixed.digest()).as("seed %d", seed).isEqualTo(table.digest());
            assertThat(mixed.manifest().inputs().sources())
                    .extracting(source -> source.alias() + " " + source.reason())
                    .containsExactly(name + "_plain it was asked for");
        }
    }

    @Test
    void aLabelGetsTheValueOverTheEventsKnownAtItsInstant() {
        Random random = new Random(5);
        List<Row> events = randomEvents(random, "from_sources_raw.known");
        add(FeatureGroups.ofUsers("known", ScalarType.STRING)
                .source(DataSource.table("from_sources_raw.known")
                        .timestamp("at")
                        .created("written")
                        .eventId("event_id"))
                .feature("n", "Payments", count().over("2d"))
                .feature("s", ScalarType.FLOAT64, "Spent", sum("amount").over("2d"))
                .emit(Emission.onChange())
                .build());
        Spine labels = randomLabels(random, "known_labels");
        Instant asOf = T0.plus(Duration.ofDays(2));

        TrainingSetResult known = builder.build(knowing(Knowledge.asKnown(), request(labels, "known", "known")));
        TrainingSetResult past = builder.build(knowing(Knowledge.asOf(asOf), request(labels, "past", "known")));

        assertThat(rows(known, "n", "s", "label", "user_id", "event_timestamp"))
                .hasSize(400)
                .allSatisfy(row -> assertThat(row).isEqualTo(expected(events, row, null)))
                .anySatisfy(row -> assertThat(row).doesNotStartWith("null").doesNotStartWith("0"));
        assertThat(rows(past, "n", "s", "label", "user_id", "event_timestamp"))
                .hasSize(400)
                .allSatisfy(row -> assertThat(row).isEqualTo(expected(events, row, asOf)));
    }

    /** Computes a label anew from all events. */
    private static String expected(List<Row> events, String row, @Nullable Instant asOf) {
        String[] parts = row.split(" ", -1);
        if (parts[3].equals("null") || parts[4].equals("null")) {
            return "null null %s %s %s".formatted(parts[2], parts[3], parts[4]);
        }
        Instant instant = Instant.parse(parts[4]);
        Instant knownBy = asOf == null ? instant : asOf;
        Map<String, Double> inside = new HashMap<>();
        boolean any = false;
        List<Row> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing((Row event) -> event.<java.sql.Timestamp>getAs("written"))
                .thenComparing(
                        event -> event.<Double>getAs("amount"), Comparator.nullsFirst(Comparator.naturalOrder())));
        for (Row event : inOrder) {
            Instant at = event.<java.sql.Timestamp>getAs("at").toInstant();
            Instant written = event.<java.sql.Timestamp>getAs("written").toInstant();
            if (!parts[3].equals(event.getAs("user_id")) || at.isAfter(instant) || written.isAfter(knownBy)) {
                continue;
            }
            any = true;
            if (at.isAfter(instant.minus(Duration.ofDays(2)))) {
                // Amounts are small multiples of a quarter, which doubles add without rounding.
                String id = event.isNullAt(event.fieldIndex("event_id"))
                        ? "row " + inside.size()
                        : event.getAs("event_id") + " " + at;
                Double amount = event.getAs("amount");
                inside.putIfAbsent(id, amount == null ? Double.NaN : amount);
            }
        }
        List<Double> amounts =
                inside.values().stream().filter(one -> !one.isNaN()).toList();
        Double spent = amounts.isEmpty()
                ? null
                : (Double) amounts.stream().mapToDouble(one -> one).sum();
        return "%s %s %s %s %s".formatted(any ? inside.size() : null, any ? spent : null, parts[2], parts[3], parts[4]);
    }

    @Test
    void aSetIsMadeAgainFromTheSourcesAsTheyWere() throws IOException {
        Random random = new Random(7);
        randomEvents(random, "from_sources_raw.again");
        Files.createDirectories(folder.resolve("csv"));
        Path first = csv("csv/a.csv", "user_id,at,amount", "u1,%s,10.0".formatted(T0), "u2,%s,20.0".formatted(T0));
        Files.setLastModifiedTime(first, FileTime.from(NOW.minusSeconds(100)));
        add(wide("again_table", "from_sources_raw.again").build());
        add(hourly("again_files", folder.resolve("csv"), ScalarType.STRING).build());
        Spine labels = randomLabels(random, "again_labels");

        TrainingSetResult once = builder.build(request(labels, "once", "again_table", "again_files"));
        SPARK.sql("INSERT INTO from_sources_raw.again SELECT user_id, at, written, amount + 1, merchant, event_id"
                + " FROM from_sources_raw.again");
        Path second = csv("csv/b.csv", "user_id,at,amount", "u1,%s,11.0".formatted(T0));
        Files.setLastModifiedTime(second, FileTime.from(NOW));
        Manifest manifest = Manifest.parse(once.manifest().json());
        TrainingSetResult again = builder.buildAgain(manifest, parquet("again"));
        TrainingSetResult now = builder.build(request(labels, "now", "again_table", "again_files"));

        assertThat(manifest).isEqualTo(once.manifest());
        assertThat(again.digest()).isEqualTo(once.digest());
        assertThat(again.manifest().inputs().sources())
                .isEqualTo(once.manifest().inputs().sources());
        assertThat(now.digest()).isNotEqualTo(once.digest());

        Files.setLastModifiedTime(first, FileTime.from(NOW.minusSeconds(50)));
        assertThatThrownBy(() -> builder.buildAgain(manifest, parquet("changed")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("The files of source 'payments' of feature group 'again_files'")
                .hasMessageContaining("found 2 files, expected the 1 files of the training set");
    }

    @Test
    void aGroupWhoseTableDoesNotReachTheLabelsIsComputedFromItsSource() throws IOException {
        Path events = csv("reach.csv", "user_id,at,amount", "1,%s,10.0".formatted(T0));
        add(hourly("reach", events).build());
        TimeRange march = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
        new Materialization(new FeatureCompiler(SPARK), STORE).run(groups.get("reach"), march);
        computed.put("reach", TimeRanges.of(march));
        Spine inMarch = new Spine.Query("SELECT 1L AS user_id, TIMESTAMP '2026-03-10 12:10:00Z' AS event_timestamp");
        Spine inApril = new Spine.Query("SELECT 1L AS user_id, TIMESTAMP '2026-04-10 12:10:00Z' AS event_timestamp");

        assertThat(builder.build(request(inMarch, "march", "reach"))
                        .manifest()
                        .inputs()
                        .sources())
                .isEmpty();
        TrainingSetResult april = builder.build(request(inApril, "april", "reach"));

        assertThat(april.manifest().inputs().sources())
                .extracting(source -> source.reason())
                .containsExactly(
                        "its table was computed up to 2026-04-01T00:00:00Z, and the labels begin at 2026-04-10T12:10:00Z");
        assertThat(rows(april, "reach__count")).containsExactly("0");
        TrainingSetExplanation explanation = builder.explain(request(inApril, "april", "reach"));
        assertThat(explanation.groups()).isEmpty();
        assertThat(explanation.sources()).isEqualTo(april.manifest().inputs().sources());
        assertThat(explanation.warnings()).isEmpty();
    }

    @Test
    void whatCannotBeComputedFromASourceIsRefused() throws IOException {
        Path events = csv("refused.csv", "user_id,at,amount", "1,%s,10.0".formatted(T0), "1,%s,none".formatted(T0));
        add(hourly("refused", events).build());
        add(FeatureGroups.written("by_statement")
                .feature("x", ScalarType.INT64, "X")
                .build());
        Spine labels = new Spine.Query("SELECT 1L AS user_id, TIMESTAMP '2026-03-10 12:10:00Z' AS event_timestamp");

        assertThatThrownBy(() -> builder.build(
                        request(labels, "a", "by_statement").fromSources(SourceChoice.of(Set.of("by_statement")))))
                .hasMessage(
                        "Feature group 'by_statement' cannot be computed from its source at labels: expected declared windows, found a statement or class; materialize it and read its table");
        assertThatThrownBy(() ->
                        builder.build(request(labels, "b", "refused").fromSources(SourceChoice.of(Set.of("refusal")))))
                .hasMessage(
                        "Invalid group 'refusal' to compute from its source: expected one of the training set's, refused");
        assertThatThrownBy(() -> builder.build(request(labels, "c", "refused")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("source 'payments' of feature group 'refused'")
                .message()
                .doesNotContain("spine");
    }

    private void add(FeatureGroup group) {
        groups.put(group.name(), group);
    }

    private static FeatureGroupBuilder hourly(String name, Path events) {
        return hourly(name, events, ScalarType.INT64);
    }

    private static FeatureGroupBuilder hourly(String name, Path events, ScalarType key) {
        return FeatureGroups.ofUsers(name, key)
                .source(DataSource.csv("payments", events.toString()).timestamp("at"))
                .feature("count", "Payments", count().over("1h"))
                .feature("sum", ScalarType.FLOAT64, "Spent", sum("amount").over("1h"))
                .feature("avg", "Mean", avg("amount").over("1h"))
                .emit(Emission.onChange());
    }

    private static FeatureGroupBuilder wide(String name, String table) {
        return FeatureGroups.of(name, Entity.of("user", "A user", "user_id", ScalarType.STRING))
                .source(DataSource.table(table)
                        .timestamp("at")
                        .created("written")
                        .eventId("event_id"))
                .feature("n_30s", "Payments", count().over("30s"))
                .feature("s_7d", ScalarType.FLOAT64, "Spent", sum("amount").over("7d"))
                .feature("mean_1d", "Mean", avg("amount").over("1d"))
                .feature("spread_30d", "Spread", stddev("amount").over("30d"))
                .feature("most_1d", ScalarType.FLOAT64, "Most", max("amount").over("1d"))
                .feature("last_7d", ScalarType.STRING, "Last", last("merchant").over("7d"))
                .feature(
                        "shops_7d",
                        "Shops",
                        countDistinct("merchant").over("7d").where("amount > 2"))
                .emit(Emission.onChange());
    }

    /** Events of some users, with ties, repeats, late ones, and nulls. */
    private static List<Row> randomEvents(Random random, String table) {
        List<String> values = new ArrayList<>();
        for (int number = 0; number < 300; number++) {
            Instant at = T0.plusSeconds(random.nextInt(0, 8 * 24 * 12) * 300L);
            Instant written = random.nextInt(4) == 0 ? at.plusSeconds(random.nextInt(4 * 86_400)) : at;
            String amount = random.nextInt(8) == 0 ? "CAST(NULL AS DOUBLE)" : random.nextInt(40) / 4.0 + "D";
            String id = random.nextInt(3) == 0 ? "CAST(NULL AS STRING)" : "'e%d'".formatted(random.nextInt(40));
            values.add("('u%d', TIMESTAMP '%s', TIMESTAMP '%s', %s, 'm%d', %s)"
                    .formatted(random.nextInt(12), at, written, amount, random.nextInt(5), id));
        }
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS from_sources_raw");
        SPARK.sql("SELECT * FROM VALUES %s AS rows(user_id, at, written, amount, merchant, event_id)"
                        .formatted(String.join(", ", values)))
                .writeTo(table)
                .using("iceberg")
                .createOrReplace();
        return SPARK.table(table).collectAsList();
    }

    private Spine randomLabels(Random random, String name) {
        List<String> values = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            String user = random.nextInt(20) == 0 ? "CAST(NULL AS STRING)" : "'u%d'".formatted(random.nextInt(15));
            String at = random.nextInt(20) == 0
                    ? "CAST(NULL AS TIMESTAMP)"
                    : "TIMESTAMP '%s'".formatted(T0.plusSeconds(random.nextInt(-100, 12 * 24 * 12) * 300L));
            values.add("(%s, %s, %d)".formatted(user, at, random.nextInt(300)));
        }
        String path = folder.resolve(name).toString();
        SPARK.sql("SELECT * FROM VALUES %s AS rows(user_id, event_timestamp, label)"
                        .formatted(String.join(", ", values)))
                .write()
                .parquet(path);
        return new Spine.Parquet(path);
    }

    private Path csv(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private TrainingSet request(Spine spine, String output, String... features) {
        return new TrainingSet(
                spine,
                "event_timestamp",
                Arrays.stream(features).map(FeatureReference::parse).toList(),
                Knowledge.eventTime(),
                true,
                parquet(output));
    }

    private static TrainingSet knowing(Knowledge knowledge, TrainingSet set) {
        return new TrainingSet(set.spine(), set.timestampColumn(), set.features(), knowledge, false, set.output());
    }

    private Output parquet(String name) {
        return new Output.Parquet(folder.resolve("set_" + name).toString());
    }

    private static List<String> rows(TrainingSetResult result, String... columns) {
        Dataset<Row> rows = SPARK.read().parquet(result.output().text()).selectExpr(columns);
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
}
