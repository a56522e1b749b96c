package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The promises about the cost of windows, as ratios within one run. A goal whose variants were not measured is left
 * out; a quick run lists those about time as not judged, because small loads mostly measure the start of Spark's jobs.
 */
final class MaterializeGoals {
    private static final String NEEDS_FULL = "needs the full run";

    private final Figures figures;
    private final boolean quick;
    private final List<Goal> goals = new ArrayList<>();

    private MaterializeGoals(Figures figures, boolean quick) {
        this.figures = figures;
        this.quick = quick;
    }

    static List<Goal> judge(Figures figures, boolean quick) {
        MaterializeGoals judged = new MaterializeGoals(figures, quick);
        String ours = Lineup.of(Lineup.WINDOWS, FullRun.NAME);
        judged.atMost(1.5, ours, Lineup.of(Lineup.WINDOWS, DuckDbWindows.NAME));
        judged.timesFaster(3, ours, Lineup.of(Lineup.WINDOWS, SparkWindows.NAME));
        judged.atMost(2.5, ours, Lineup.of(Lineup.WINDOWS, WindowsFloor.NAME));
        judged.perRow(1.3, Lineup.of(Lineup.ON_CHANGE, FullRun.NAME), ours);
        judged.atMost(1.3, Lineup.of(Lineup.HOT, FullRun.NAME), ours);
        String increment = Lineup.of(Lineup.INCREMENT, FullRun.NAME);
        judged.atMost(2, increment, Lineup.of(Lineup.INCREMENT, WindowsFloor.NAME));
        judged.atMost(3, Lineup.of(Lineup.LATE, FullRun.NAME), increment);
        String labelled = Lineup.of(Lineup.FROM_SOURCES, FullRun.NAME);
        judged.atMost(3, labelled, Lineup.of(Lineup.FROM_SOURCES, WindowsFloor.NAME));
        judged.timesFaster(1, labelled, Lineup.of(Lineup.FROM_SOURCES, DuckDbWindows.NAME));
        return judged.goals;
    }

    private void atMost(double bound, String variant, String other) {
        if (measured(variant, other)) {
            add(Goal.atMost(
                    "%s: at most %s times %s by time".formatted(variant, bound, other),
                    bound,
                    figures.seconds(variant) / figures.seconds(other)));
            add(Goal.atMost(
                    "%s: at most %s times %s by CPU".formatted(variant, bound, other),
                    bound,
                    figures.cpuSeconds(variant) / figures.cpuSeconds(other)));
        }
    }

    private void timesFaster(double bound, String variant, String other) {
        if (measured(variant, other)) {
            add(Goal.atLeast(
                            "%s: at least %s times faster than %s".formatted(variant, bound, other),
                            bound,
                            figures.seconds(other) / figures.seconds(variant))
                    .and(String.format(
                            Locale.ROOT, "by CPU %.2f", figures.cpuSeconds(other) / figures.cpuSeconds(variant))));
        }
    }

    private void perRow(double bound, String variant, String other) {
        if (measured(variant, other)) {
            add(Goal.atMost(
                    "%s: at most %s times the CPU per row of %s".formatted(variant, bound, other),
                    bound,
                    figures.cpuPerRow(variant) / figures.cpuPerRow(other)));
        }
    }

    private boolean measured(String variant, String other) {
        return !Double.isNaN(figures.seconds(variant)) && !Double.isNaN(figures.seconds(other));
    }

    private void add(Goal goal) {
        goals.add(quick ? goal.notJudged(NEEDS_FULL) : goal);
    }
}
