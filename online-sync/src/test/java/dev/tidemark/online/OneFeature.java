package dev.tidemark.online;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;

/** Groups named {@code g} with one feature {@code v}: the smallest stored value. */
final class OneFeature {
    private OneFeature() {}

    static FeatureGroup of(FeatureType type) {
        return FeatureGroup.named("g")
                .describedAs("a group")
                .ownedBy("tests")
                .entity(Entity.of("user", "A user", "user_id", ScalarType.INT64))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("v", type, "a value")
                .sql("SELECT 1")
                .online()
                .build();
    }
}
