package dev.tidemark.demo;

import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureServiceDefinition;

/**
 * The features of the demo's model. The training set and an online request name this service instead of thirteen
 * features.
 */
public final class FraudModel implements FeatureServiceDefinition {
    @Override
    public FeatureService define() {
        return FeatureService.named("fraud_model")
                .describedAs("Scores a payment at the till")
                .ownedBy("fraud-team")
                .features("user_transactions", "user_devices", "merchant_risk", "user_merchant_pair")
                .tag("domain", "fraud")
                .build();
    }
}
