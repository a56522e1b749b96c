package dev.tidemark.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Generates payments. Few users pay often and many seldom, mostly in the day, mostly with one device; some payments are
 * recorded hours late; fraud is more likely with a new device, a large amount or a risky merchant. Equal seeds give
 * equal payments.
 *
 * @param end first instant after the last payment; the payments are in the days before
 */
public record Payments(long seed, int count, int users, int merchants, int days, Instant end) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
    private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

    /** The exponent of the skew: the first user pays about a thousand times as often as the last. */
    private static final double SKEW = 0.8;

    private static final double LATE = 0.03;
    private static final double SECOND_DEVICE = 0.04;

    /** The demo's payments: 200,000 payments of 5,000 users at 800 merchants over 90 days. */
    static Payments ofDemo(Instant end) {
        return new Payments(20_260_301, 200_000, 5_000, 800, 90, end);
    }

    /** A twentieth of {@link #ofDemo}, for tests. */
    static Payments small(Instant end) {
        return new Payments(20_260_301, 10_000, 500, 80, 90, end);
    }

    /**
     * The payments as a table: {@code transaction_id, user_id, merchant_id} BIGINT, {@code device_id} STRING,
     * {@code amount} DOUBLE, {@code is_fraud} BOOLEAN, {@code event_timestamp, created_at} TIMESTAMP.
     */
    public Dataset<Row> generate(SparkSession spark) {
        StructType schema = new StructType()
                .add("transaction_id", DataTypes.LongType)
                .add("user_id", DataTypes.LongType)
                .add("merchant_id", DataTypes.LongType)
                .add("device_id", DataTypes.StringType)
                .add("amount", DataTypes.DoubleType)
                .add("is_fraud", DataTypes.BooleanType)
                .add("event_micros", DataTypes.LongType)
                .add("created_micros", DataTypes.LongType);
        return spark.createDataFrame(rows(), schema)
                .selectExpr(
                        "transaction_id",
                        "user_id",
                        "merchant_id",
                        "device_id",
                        "amount",
                        "is_fraud",
                        "timestamp_micros(event_micros) AS event_timestamp",
                        "timestamp_micros(created_micros) AS created_at");
    }

    List<Row> rows() {
        Random random = new Random(seed);
        double[] byUser = cumulativeShares(users);
        double[] byMerchant = cumulativeShares(merchants);
        long first = end.minus(Duration.ofDays(days)).getEpochSecond() * MICROS_PER_SECOND;
        List<Row> rows = new ArrayList<>(count);
        for (long number = 0; number < count; number++) {
            long user = 1L + draw(random, byUser);
            long merchant = 1L + draw(random, byMerchant);
            boolean otherDevice = random.nextDouble() < SECOND_DEVICE;
            long device = otherDevice ? random.nextInt(1_000_000) : user % 3;
            double amount = Math.round(100 * Math.exp(3 + random.nextGaussian())) / 100.0;
            long event = first + random.nextLong(days) * MICROS_PER_DAY + instantOfDay(random);
            boolean late = random.nextDouble() < LATE;
            long created = event + random.nextLong(late ? 20 * MICROS_PER_HOUR : 2 * MICROS_PER_SECOND);
            double risk =
                    0.002 + (otherDevice ? 0.08 : 0) + (amount > 100 ? 0.03 : 0) + (merchant % 40 == 0 ? 0.06 : 0);
            rows.add(RowFactory.create(
                    number,
                    user,
                    merchant,
                    "device-%d-%d".formatted(user, device),
                    amount,
                    random.nextDouble() < risk,
                    event,
                    created));
        }
        return rows;
    }

    /** Returns an instant of the day: two in three payments are between 08:00 and 22:00. */
    private static long instantOfDay(Random random) {
        return random.nextInt(3) == 0
                ? random.nextLong(MICROS_PER_DAY)
                : 8 * MICROS_PER_HOUR + random.nextLong(14 * MICROS_PER_HOUR);
    }

    private static double[] cumulativeShares(int size) {
        double[] shares = new double[size];
        double sum = 0;
        for (int rank = 0; rank < size; rank++) {
            sum += 1 / Math.pow(rank + 1, SKEW);
            shares[rank] = sum;
        }
        return shares;
    }

    private static int draw(Random random, double[] cumulativeShares) {
        int found = java.util.Arrays.binarySearch(
                cumulativeShares, random.nextDouble() * cumulativeShares[cumulativeShares.length - 1]);
        return found >= 0 ? found : -found - 1;
    }
}
