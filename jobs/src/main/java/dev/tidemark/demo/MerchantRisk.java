package dev.tidemark.demo;

import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.INT64;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import java.time.Duration;

/** The risk of a merchant: one SQL statement, with a row at each midnight over the thirty days before it. */
public final class MerchantRisk implements FeatureGroupDefinition {
    @Override
    public FeatureGroup define() {
        return FeatureGroup.named("merchant_risk")
                .describedAs("How many payments of a merchant turned out to be fraud")
                .ownedBy("fraud-team")
                .entity(Entities.MERCHANT)
                .source(Entities.TRANSACTIONS)
                .feature("payments_30d", INT64, "Payments in 30 days")
                .feature("fraud_rate_30d", FLOAT64, "Share of them that was fraud")
                .feature("largest_payment_30d", FLOAT64, "Largest payment in 30 days")
                .sql("""
                        SELECT
                          merchant_id,
                          day + INTERVAL 1 DAY AS event_timestamp,
                          sum(payments) OVER month AS payments_30d,
                          CAST(sum(frauds) OVER month AS DOUBLE) / sum(payments) OVER month AS fraud_rate_30d,
                          max(largest) OVER month AS largest_payment_30d
                        FROM (
                          SELECT merchant_id, date_trunc('DAY', event_timestamp) AS day, count(*) AS payments,
                            count_if(is_fraud) AS frauds, max(amount) AS largest
                          FROM transactions
                          GROUP BY ALL
                        )
                        WINDOW month AS (
                          PARTITION BY merchant_id ORDER BY day RANGE BETWEEN INTERVAL 29 DAYS PRECEDING AND CURRENT ROW)
                        """)
                // A lookback of whole days: the first row of a range needs the thirty days before it.
                .lookback(Duration.ofDays(31))
                .timeToLive(Duration.ofDays(60))
                .online()
                .schedule("0 20 0 * * ?")
                .tag("domain", "risk")
                .build();
    }
}
