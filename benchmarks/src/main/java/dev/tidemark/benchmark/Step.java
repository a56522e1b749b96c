package dev.tidemark.benchmark;

/**
 * A part of a variant's run.
 *
 * @param counting what becomes of its cost
 */
public record Step(Work work, Counting counting) {
    /** Whether a step's cost is the variant's. */
    public enum Counting {
        ADDED(1),
        /** For what another step had to do only to be measurable. */
        SUBTRACTED(-1),
        /** For what prepares or clears up. */
        IGNORED(0);

        private final int weight;

        Counting(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }
    }

    public static Step added(Work work) {
        return new Step(work, Counting.ADDED);
    }

    public static Step subtracted(Work work) {
        return new Step(work, Counting.SUBTRACTED);
    }

    public static Step ignored(Work work) {
        return new Step(work, Counting.IGNORED);
    }
}
