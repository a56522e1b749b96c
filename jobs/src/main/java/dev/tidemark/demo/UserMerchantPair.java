package dev.tidemark.demo;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.ScalarType.FLOAT64;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import java.time.Duration;

/** Features of a pair of user and merchant: a composite key. */
public final class UserMerchantPair implements FeatureGroupDefinition {
    @Override
    public FeatureGroup define() {
        return FeatureGroup.named("user_merchant_pair")
                .describedAs("What a user has paid at one merchant")
                .ownedBy("fraud-team")
                .entity(Entities.USER_AT_MERCHANT)
                .source(Entities.TRANSACTIONS)
                .feature("pair_count_30d", "Payments in 30 days", count().over("30d"))
                .feature(
                        "pair_amount_30d",
                        FLOAT64,
                        "Paid in 30 days",
                        sum("amount").over("30d"))
                .feature(
                        "pair_last_amount",
                        FLOAT64,
                        "The latest payment",
                        last("amount").over("30d"))
                .timeToLive(Duration.ofDays(60))
                .online()
                .schedule("0 10 * * * ?")
                .tag("domain", "fraud")
                .build();
    }
}
