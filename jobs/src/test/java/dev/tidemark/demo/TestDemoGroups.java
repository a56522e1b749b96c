package dev.tidemark.demo;

import static dev.tidemark.testing.Rows.row;
import static dev.tidemark.testing.Rows.table;

import dev.tidemark.session.SharedSpark;
import dev.tidemark.testing.SourceRow;
import dev.tidemark.testing.TestedGroup;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo's groups compute what they say, each in its own way. */
final class TestDemoGroups {
    private static final List<SourceRow> TRANSACTIONS = table("""
            user_id | merchant_id | device_id | amount | is_fraud | event_timestamp      | created_at
            17      | 4           | 1         | 20.0   | false    | 2026-05-01T10:00:00Z | 2026-05-01T10:00:05Z
            17      | 4           | 2         | 40.0   | true     | 2026-05-01T10:30:00Z | 2026-05-01T10:30:05Z
            17      | 9           | 1         | 6.0    | false    | 2026-05-01T11:00:00Z | 2026-05-03T00:00:00Z
            18      | 4           | 3         | 15.0   | false    | 2026-05-02T09:00:00Z | 2026-05-02T09:00:05Z
            """);

    @RegisterExtension
    static final TestedGroup users = TestedGroup.of(new UserTransactions());

    @RegisterExtension
    static final TestedGroup pairs = TestedGroup.of(new UserMerchantPair());

    @RegisterExtension
    static final TestedGroup merchants = TestedGroup.of(new MerchantRisk());

    @RegisterExtension
    static final TestedGroup devices = TestedGroup.of(new UserDevices());

    /** The session of this JVM's other tests: the kit must not open one of other properties. */
    @BeforeAll
    static void openSession() {
        SharedSpark.session();
    }

    @Test
    void paymentsOfAUserAreCountedOverTheirWindows() {
        users.given(TRANSACTIONS)
                .at("2026-05-01T11:00:00Z")
                .expect(row(
                        "user_id", 17,
                        "payment_count_1h", 2,
                        "payment_count_24h", 3,
                        "amount_sum_1h", 46,
                        "amount_sum_24h", 66,
                        "amount_avg_30d", 22,
                        "amount_stddev_30d", 17.088007490635063,
                        "merchant_count_7d", 2,
                        "amount_max_24h", 40))
                .asKnown()
                .expect(row("user_id", 17, "payment_count_24h", 2, "amount_sum_24h", 60))
                .at("2026-05-01T12:00:00Z")
                .expect(row("user_id", 17, "payment_count_1h", 0, "payment_count_24h", 3))
                .at("2026-06-30T11:00:00.000001Z")
                .expectNothing("user_id", 17);
    }

    @Test
    void aUserHasAHistoryWithEachMerchant() {
        pairs.given(TRANSACTIONS)
                .at("2026-05-02")
                .expect(
                        row("user_id", 17, "merchant_id", 4, "pair_count_30d", 2, "pair_amount_30d", 60),
                        row("user_id", 17, "merchant_id", 9, "pair_count_30d", 1, "pair_last_amount", 6))
                .expectNothing("user_id", 18, "merchant_id", 4);
    }

    @Test
    void aMerchantsRiskIsKnownAtTheEndOfEachDay() {
        merchants
                .given(TRANSACTIONS)
                .at("2026-05-01T23:59:59Z")
                .expectNothing("merchant_id", 4)
                .at("2026-05-02")
                .expect(row("merchant_id", 4, "payments_30d", 2, "fraud_rate_30d", 0.5, "largest_payment_30d", 40))
                .at("2026-05-03")
                .expect(row("merchant_id", 4, "payments_30d", 3, "fraud_rate_30d", 1.0 / 3));
    }

    @Test
    void aDeviceIsNewOnce() {
        devices.given(TRANSACTIONS)
                .at("2026-05-01T10:30:00Z")
                .expect(row("user_id", 17, "new_device", true, "device_count", 2))
                .at("2026-05-01T11:00:00Z")
                .expect(row("user_id", 17, "new_device", false, "device_count", 2));
    }
}
