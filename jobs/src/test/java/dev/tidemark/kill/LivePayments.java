package dev.tidemark.kill;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Payments that arrive in no order over a topic, some twice, and are in a table later. */
record LivePayments(List<Payment> payments) {
    static final String NAME = "live_payments";
    static final String TOPIC = "payments";
    static final int USERS = 40;
    private static final String TABLE = "tidemark.live.payments";
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    record Payment(long user, Instant at, String id, double amount) {
        String json() {
            return "{\"user_id\": %d, \"t\": \"%s\", \"id\": \"%s\", \"amount\": %s}".formatted(user, at, id, amount);
        }

        private String sql() {
            return "(%d, timestamp'%s', '%s', %s)".formatted(user, at, id, amount);
        }
    }

    static LivePayments random(long seed, int count) {
        Random random = new Random(seed);
        List<Payment> payments = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Instant at = START.plus(Duration.ofNanos(random.nextLong(7_200_000_000L) * 1_000));
            payments.add(new Payment(number % USERS, at, "payment " + number, random.nextInt(1, 1_000) / 100.0));
        }
        return new LivePayments(payments);
    }

    static FeatureGroup group() {
        return FeatureGroups.ofUsers(NAME)
                .source(DataSource.table(TABLE).timestamp("t").eventId("id").streamedFrom(KafkaTopic.named(TOPIC)))
                .feature("payments_10m", "Payments", count().over("10m"))
                .feature("amount_1h", ScalarType.FLOAT64, "Money", sum("amount").over("1h"))
                .emit(Emission.onChange())
                .online()
                .build();
    }

    static void createTable(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.live");
        spark.sql("CREATE TABLE " + TABLE + " (user_id BIGINT, t TIMESTAMP, id STRING, amount DOUBLE) USING iceberg");
    }

    /** As they arrive: each once, and every fifth once more. */
    List<String> records() {
        List<String> records = new ArrayList<>();
        for (int number = 0; number < payments.size(); number++) {
            records.add(payments.get(number).json());
            if (number % 5 == 4) {
                records.add(payments.get(number - 3).json());
            }
        }
        return records;
    }

    /** Those that happened before an instant. */
    LivePayments before(Instant instant) {
        return new LivePayments(payments.stream()
                .filter(payment -> payment.at().isBefore(instant))
                .toList());
    }

    /** Those that happened at an instant and after it. */
    LivePayments since(Instant instant) {
        return new LivePayments(payments.stream()
                .filter(payment -> !payment.at().isBefore(instant))
                .toList());
    }

    /** Puts them into the table. */
    void insert(SparkSession spark) {
        spark.sql("INSERT INTO " + TABLE + " VALUES "
                + payments.stream().map(Payment::sql).collect(Collectors.joining(", ")));
    }

    /** Puts them into the table and computes what the batch path makes of them: values by user and instant. */
    TreeMap<String, String> batch(SparkSession spark) {
        insert(spark);
        return computed(spark, START);
    }

    /** What the batch path makes of the table from an instant on: values by user and instant. */
    static TreeMap<String, String> computed(SparkSession spark, Instant from) {
        List<Row> rows = new FeatureCompiler(spark)
                .compile(group(), new TimeRange(from, START.plus(Duration.ofDays(1))))
                .selectExpr("user_id", "unix_micros(event_timestamp)", "payments_10m", "amount_1h")
                .collectAsList();
        TreeMap<String, String> values = new TreeMap<>();
        rows.forEach(row -> values.put(row.get(0) + " " + row.get(1), row.get(2) + " " + row.get(3)));
        return values;
    }

    /** The same of the rows in the group's table that were created last; none may be there twice. */
    static TreeMap<String, String> newest(SparkSession spark) {
        List<Row> rows = spark.table("tidemark.features." + NAME)
                .selectExpr(
                        "user_id",
                        "unix_micros(event_timestamp)",
                        "payments_10m",
                        "amount_1h",
                        "unix_micros(created_at)")
                .collectAsList();
        assertThat(rows).doesNotHaveDuplicates();
        TreeMap<String, String> values = new TreeMap<>();
        rows.stream()
                .sorted(java.util.Comparator.comparingLong(row -> row.getLong(4)))
                .forEach(row -> values.put(row.get(0) + " " + row.get(1), row.get(2) + " " + row.get(3)));
        return values;
    }
}
