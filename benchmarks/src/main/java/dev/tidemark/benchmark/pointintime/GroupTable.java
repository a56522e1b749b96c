package dev.tidemark.benchmark.pointintime;

import dev.tidemark.feature.FeatureGroup;
import java.nio.file.Path;
import java.util.List;

/** A feature group and the folder of Parquet files that has its history. */
record GroupTable(FeatureGroup group, Path folder) {
    String name() {
        return group.name();
    }

    List<String> keys() {
        return group.entity().joinKeyNames();
    }

    List<String> features() {
        return group.featureNames();
    }

    /** In microseconds; the greatest long for none. */
    long timeToLive() {
        return group.timeToLive().microseconds();
    }

    /** In microseconds. */
    long delay() {
        return group.availabilityDelay().toNanos() / 1_000;
    }
}
