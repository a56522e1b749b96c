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
public record Goal(String text, String measured, Verdict verdict) {
    /** What came of a promise. */
    public enum Verdict {
        MET("met       "),
        /** What was measured does not tell: the load was too small, or the machine had other work. */
        NOT_JUDGED("not judged"),
        MISSED("MISSED    ");

        private final String title;

        Verdict(String title) {
            this.title = title;
        }
    }

    public Goal(String text, String measured, boolean met) {
        this(text, measured, met ? Verdict.MET : Verdict.MISSED);
    }

    /** A figure that must not pass a bound. A figure that is not a number misses it. */
    public static Goal atMost(String text, double bound, double figure) {
        return new Goal(text, figure(figure), figure <= bound);
    }

    /** A figure that must reach a bound. A figure that is not a number misses it. */
    public static Goal atLeast(String text, double bound, double figure) {
        return new Goal(text, figure(figure), figure >= bound);
    }

    public boolean met() {
        return verdict == Verdict.MET;
    }

    /** The same, with something else that was measured told beside it. */
    public Goal and(String more) {
        return new Goal(text, measured + ", " + more, verdict);
    }

    /** The same where the figure tells nothing for certain, neither that the promise is kept nor that it is not. */
    public Goal notJudged(String why) {
        return new Goal(text, measured + "; " + why, Verdict.NOT_JUDGED);
    }

    /** Prints all goals, the missed ones last. Returns the exit code: 1 if one is missed, else 0. */
    public static int report(List<Goal> goals, PrintStream out) {
        out.println();
        for (Verdict verdict : Verdict.values()) {
            goals.stream().filter(goal -> goal.verdict == verdict).forEach(goal -> out.println(goal.line()));
        }
        long judged = goals.size() - count(goals, Verdict.NOT_JUDGED);
        out.println("%d of %d goals met%s"
                .formatted(
                        count(goals, Verdict.MET),
                        judged,
                        judged == goals.size() ? "" : ", %d not judged".formatted(goals.size() - judged)));
        return count(goals, Verdict.MISSED) == 0 ? 0 : 1;
    }

    private static long count(List<Goal> goals, Verdict verdict) {
        return goals.stream().filter(goal -> goal.verdict == verdict).count();
    }

    private String line() {
        return "%s %s: measured %s".formatted(verdict.title, text, measured);
    }

    private static String figure(double value) {
        return Double.isInfinite(value) ? "no end" : String.format(Locale.ROOT, "%.2f", value);
    }
}
