package dev.tidemark.demo;

import static dev.tidemark.feature.Aggregation.avg;
import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.stddev;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.ScalarType.FLOAT64;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import java.time.Duration;

/** A user's payments: declared windows over the stream of payments. */
public final class UserTransactions implements FeatureGroupDefinition {
    @Override
    public FeatureGroup define() {
        return FeatureGroup.named("user_transactions")
                .describedAs("How often, how much and where a user pays")
                .ownedBy("fraud-team")
                .entity(Entities.USER)
                .source(Entities.TRANSACTIONS)
                .feature("payment_count_1h", "Payments in the last hour", count().over("1h"))
                .feature("payment_count_24h", "Payments in the last day", count().over("24h"))
                .feature(
                        "amount_sum_1h",
                        FLOAT64,
                        "Paid in the last hour",
                        sum("amount").over("1h"))
                .feature(
                        "amount_sum_24h",
                        FLOAT64,
                        "Paid in the last day",
                        sum("amount").over("24h"))
                .feature(
                        "amount_avg_30d",
                        "Mean payment of 30 days",
                        avg("amount").over("30d"))
                .feature(
                        "amount_stddev_30d",
                        "Spread of payments over 30 days",
                        stddev("amount").over("30d"))
                .feature(
                        "merchant_count_7d",
                        "Different merchants in a week",
                        countDistinct("merchant_id").over("7d"))
                .feature(
                        "amount_max_24h",
                        FLOAT64,
                        "Largest payment of a day",
                        max("amount").over("24h"))
                .timeToLive(Duration.ofDays(30))
                .online()
                .schedule("0 10 * * * ?")
                .tag("domain", "fraud")
                .build();
    }
}
