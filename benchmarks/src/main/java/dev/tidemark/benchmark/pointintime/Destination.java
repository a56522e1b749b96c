package dev.tidemark.benchmark.pointintime;

import java.util.Locale;

/** What becomes of a join's rows. */
enum Destination {
    /** Every row is made and thrown away: the engine alone. */
    NOWHERE,
    /** Parquet with zstd, as a training set is kept. */
    PARQUET;

    String text() {
        return this == NOWHERE ? "engine only" : "end to end, zstd Parquet";
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
