package dev.tidemark.benchmark.pointintime;

/**
 * How rows fall on entities.
 *
 * @param exponent of Zipf's law, from 0 (all entities alike) to below 1
 * @param hotShare of all rows that belong to entity 1 alone, on top of the law
 */
record KeyLaw(double exponent, double hotShare) {
    static KeyLaw even() {
        return new KeyLaw(0, 0);
    }

    static KeyLaw zipf(double exponent) {
        return new KeyLaw(exponent, 0);
    }

    static KeyLaw hot(double share) {
        return new KeyLaw(0, share);
    }

    /** SQL for an entity from 1 to {@code entities}, given SQL for two numbers that are even in [0, 1). */
    String sql(long entities, String first, String second) {
        // The law's continuous form, inverted: exact enough for a load, and one expression per row.
        String entity = "least(%dL, CAST(floor(pow(1 + %s * (pow(%d, %s) - 1), %s)) AS BIGINT))"
                .formatted(entities, first, entities + 1, 1 - exponent, 1 / (1 - exponent));
        return hotShare == 0 ? entity : "IF(%s < %s, 1L, %s)".formatted(second, hotShare, entity);
    }
}
