package dev.tidemark.demo;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.ScalarType;
import java.time.Duration;

/**
 * The devices with which a user pays. A Java class computes them, because it needs all of the past; applications may
 * push newer values.
 */
public final class UserDevices implements FeatureGroupDefinition {
    @Override
    public FeatureGroup define() {
        return FeatureGroup.named("user_devices")
                .describedAs("Whether a user's payment came from a device never seen before")
                .ownedBy("fraud-team")
                .entity(Entities.USER)
                .source(Entities.TRANSACTIONS)
                .feature("new_device", ScalarType.BOOL, "The latest payment came from a new device")
                .feature("device_count", ScalarType.INT64, "Different devices so far")
                .computedBy(NewDevices.class)
                .timeToLive(Duration.ofDays(30))
                .online()
                .pushable()
                .schedule("0 10 * * * ?")
                .tag("domain", "fraud")
                .build();
    }
}
