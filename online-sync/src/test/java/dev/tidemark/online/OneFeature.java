package dev.tidemark.online;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureType;

/** Groups named {@code g} with one feature {@code v}: the smallest stored value. */
final class OneFeature {
    private OneFeature() {}

    static FeatureGroup of(FeatureType type) {
        return FeatureGroups.ofUsers("g")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("v", type, "a value")
                .sql("SELECT 1")
                .online()
                .build();
    }
}
