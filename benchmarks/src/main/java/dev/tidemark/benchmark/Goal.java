package dev.tidemark.benchmark;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * A promise and what was measured of it.
 *
 * @param text what must hold
 * @param measured the figure that was found
 */
public record Goal(String text, String measured, boolean met) {
    /** A figure that must not pass a bound. A figure that is not a number misses it. */
    public static Goal atMost(String text, double bound, double figure) {
        return new Goal(text, figure(figure), figure <= bound);
    }

    /** A figure that must reach a bound. A figure that is not a number misses it. */
    public static Goal atLeast(String text, double bound, double figure) {
        return new Goal(text, figure(figure), figure >= bound);
    }

    /** The same, with something else that was measured told beside it. */
    public Goal and(String more) {
        return new Goal(text, measured + ", " + more, met);
    }

    /** Prints all goals, the missed ones last. Returns the exit code: 0 if all are met, else 1. */
    public static int report(List<Goal> goals, PrintStream out) {
        out.println();
        goals.stream().filter(Goal::met).forEach(goal -> out.println("met     " + goal.line()));
        goals.stream().filter(goal -> !goal.met()).forEach(goal -> out.println("MISSED  " + goal.line()));
        long missed = goals.stream().filter(goal -> !goal.met()).count();
        out.println("%d of %d goals met".formatted(goals.size() - missed, goals.size()));
        return missed == 0 ? 0 : 1;
    }

    private String line() {
        return "%s: measured %s".formatted(text, measured);
    }

    private static String figure(double value) {
        return Double.isInfinite(value) ? "no end" : String.format(Locale.ROOT, "%.2f", value);
    }
}
