package dev.tidemark.demo;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.session.SharedSpark;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The demo's payments look like payments: many, skewed, partly late, and with a fraud that can be learnt. */
final class TestPayments {
    private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
    private static final long MICROS_PER_HOUR = 3_600_000_000L;
    private static final long END_MICROS = END.getEpochSecond() * 1_000_000;
    private static final List<Row> PAYMENTS = Payments.ofDemo(END).rows();

    private static final ToLongFunction<Row> USER = row -> row.getLong(1);
    private static final ToLongFunction<Row> MERCHANT = row -> row.getLong(2);
    private static final Predicate<Row> FRAUD = row -> row.getBoolean(5);
    private static final ToLongFunction<Row> EVENT = row -> row.getLong(6);
    private static final ToLongFunction<Row> DELAY = row -> row.getLong(7) - row.getLong(6);

    @Test
    void thereAreAtLeastTwoHundredThousandOfFiveThousandUsers() {
        assertThat(PAYMENTS).hasSizeGreaterThanOrEqualTo(200_000);
        assertThat(countsBy(USER)).hasSize(5_000);
        assertThat(countsBy(MERCHANT)).hasSize(800);
        assertThat(PAYMENTS.stream().map(row -> row.getLong(0)).distinct()).hasSameSizeAs(PAYMENTS);
    }

    @Test
    void equalSeedsGiveEqualPaymentsAndOtherSeedsOthers() {
        Payments small = Payments.small(END);
        Payments other = new Payments(small.seed() + 1, small.count(), small.users(), small.merchants(), 90, END);

        assertThat(small.rows()).isEqualTo(Payments.small(END).rows());
        assertThat(other.rows()).isNotEqualTo(small.rows());
    }

    @Test
    void anotherEndMovesEveryPaymentAndChangesNothingElse() {
        List<Row> moved = Payments.small(END.plus(Duration.ofDays(1))).rows();
        List<Row> rows = Payments.small(END).rows();

        for (int number = 0; number < rows.size(); number++) {
            assertThat(EVENT.applyAsLong(moved.get(number)) - EVENT.applyAsLong(rows.get(number)))
                    .isEqualTo(24 * MICROS_PER_HOUR);
            assertThat(moved.get(number).getDouble(4))
                    .isEqualTo(rows.get(number).getDouble(4));
        }
    }

    @Test
    void theyFillNinetyDaysAndEndBeforeTheEnd() {
        assertThat(PAYMENTS)
                .allMatch(row -> EVENT.applyAsLong(row) >= END_MICROS - 90 * 24 * MICROS_PER_HOUR
                        && EVENT.applyAsLong(row) < END_MICROS);
        assertThat(countsBy(row -> (END_MICROS - 1 - EVENT.applyAsLong(row)) / (24 * MICROS_PER_HOUR)))
                .hasSize(90)
                .allSatisfy((day, count) -> assertThat(count).isGreaterThan(1_000));
    }

    @Test
    void fewUsersAndMerchantsPayMuchMoreThanTheOthers() {
        assertThat(shareOfTheBusiest(countsBy(USER), 50)).isGreaterThan(0.2);
        assertThat(shareOfTheBusiest(countsBy(MERCHANT), 8)).isGreaterThan(0.15);
        assertThat(countsBy(USER)).anySatisfy((user, count) -> assertThat(count).isLessThanOrEqualTo(10));
    }

    @Test
    void someAreRecordedHoursLateAndNoneBeforeItHappened() {
        double late = share(row -> DELAY.applyAsLong(row) > MICROS_PER_HOUR);

        assertThat(late).isCloseTo(0.03, within(0.005));
        assertThat(PAYMENTS)
                .allMatch(row -> DELAY.applyAsLong(row) >= 0 && DELAY.applyAsLong(row) <= 20 * MICROS_PER_HOUR);
    }

    @Test
    void fraudIsRareAndLikelierWithANewDeviceALargeAmountOrARiskyMerchant() {
        double ordinary =
                fraudAmong(row -> !isNewDevice(row) && row.getDouble(4) <= 100 && MERCHANT.applyAsLong(row) % 40 != 0);

        assertThat(share(FRAUD)).isBetween(0.003, 0.05);
        assertThat(ordinary).isGreaterThan(0);
        assertThat(fraudAmong(TestPayments::isNewDevice)).isGreaterThan(5 * ordinary);
        assertThat(fraudAmong(row -> row.getDouble(4) > 100)).isGreaterThan(5 * ordinary);
        assertThat(fraudAmong(row -> MERCHANT.applyAsLong(row) % 40 == 0)).isGreaterThan(5 * ordinary);
    }

    @Test
    void amountsAreMoneyOfWholeCentsAboveZero() {
        assertThat(PAYMENTS)
                .allMatch(
                        row -> row.getDouble(4) > 0 && row.getDouble(4) == Math.round(100 * row.getDouble(4)) / 100.0);
    }

    @Test
    void theTableHoldsThePaymentsToTheMicrosecond() {
        Dataset<Row> table = Payments.small(END).generate(SharedSpark.session());

        assertThat(table.schema().toDDL())
                .isEqualTo("transaction_id BIGINT,user_id BIGINT,merchant_id BIGINT,device_id STRING,amount DOUBLE,"
                        + "is_fraud BOOLEAN,event_timestamp TIMESTAMP,created_at TIMESTAMP");
        assertThat(table.select(expr("unix_micros(event_timestamp)"))
                        .as(Encoders.LONG())
                        .collectAsList())
                .containsExactlyElementsOf(Payments.small(END).rows().stream()
                        .map(EVENT::applyAsLong)
                        .toList());
    }

    private static boolean isNewDevice(Row row) {
        return Long.parseLong(row.getString(3).replaceAll(".*-", "")) >= 3;
    }

    private static double fraudAmong(Predicate<Row> some) {
        List<Row> rows = PAYMENTS.stream().filter(some).toList();
        return (double) rows.stream().filter(FRAUD).count() / rows.size();
    }

    private static double share(Predicate<Row> some) {
        return (double) PAYMENTS.stream().filter(some).count() / PAYMENTS.size();
    }

    private static Map<Long, Long> countsBy(ToLongFunction<Row> what) {
        Function<Row, Long> key = what::applyAsLong;
        return PAYMENTS.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    private static double shareOfTheBusiest(Map<Long, Long> counts, int busiest) {
        long top = counts.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(busiest)
                .mapToLong(Long::longValue)
                .sum();
        return (double) top / PAYMENTS.size();
    }
}
