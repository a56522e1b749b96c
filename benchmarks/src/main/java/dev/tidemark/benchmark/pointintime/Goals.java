package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Goal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the point-in-time join promises, judged by what was measured. What was not measured is not judged. */
final class Goals {
    private static final double OVER_FEAST = 10;
    private static final double OVER_ARTICLE = 5;
    private static final double OVER_SQL = 2;
    private static final double OF_DUCKDB_ON_SKEW = 4;
    private static final double OF_EVEN_LOAD = 1.3;
    private static final double OF_FLOOR = 1.25;
    private static final double OF_DUCKDB = 1.15;
    private static final double OF_DUCKDB_MEMORY = 0.5;
    private static final double OF_BASE_VALUE = 1.3;
    private static final double OF_SPARK_ASOF = 0.5;
    private static final double OF_TINY_SCAN = 1.2;
    private static final double TINY_MEGABYTES = 500;
    private static final double MEGABYTE = 1 << 20;

    private final List<Result> results;
    private final boolean quick;
    private final String ours = Lineup.ours();
    private final List<Goal> goals = new ArrayList<>();

    private Goals(List<Result> results, boolean quick) {
        this.results = results;
        this.quick = quick;
    }

    /** @param quick whether the loads are small ones: promises about large ones are told then, and not judged */
    static List<Goal> judge(List<Result> results, boolean quick) {
        Goals goals = new Goals(results, quick);
        goals.result(Workloads.BALANCED, Destination.NOWHERE).ifPresent(goals::balanced);
        goals.result(Workloads.MANY_ROWS, Destination.NOWHERE).ifPresent(goals::skewed);
        goals.result(Workloads.HOT_KEY, Destination.NOWHERE).ifPresent(goals::skewed);
        goals.result(Workloads.HOT_KEY, Destination.NOWHERE).ifPresent(goals::hotKey);
        goals.result(Workloads.BASE, Destination.NOWHERE).ifPresent(goals::sparkAsof);
        goals.result(Workloads.BASE, Destination.PARQUET).ifPresent(goals::base);
        goals.result(Workloads.WIDE, Destination.PARQUET).ifPresent(goals::wide);
        Workloads.TINY.forEach(load -> goals.result(load, Destination.NOWHERE).ifPresent(goals::tiny));
        return goals.goals;
    }

    /**
     * A promise about a full load. A tenth of it takes a second, half of which Spark needs to start its jobs: DuckDB
     * and a bare scan gain by that, slow plans lose less than they do in full, and what lies in the heap is garbage.
     */
    private void addOfFullLoad(Goal goal) {
        goals.add(quick ? goal.notJudged("needs the full run") : goal);
    }

    private void balanced(Result result) {
        atLeast("balanced: at least %s x faster than Feast's plan", OVER_FEAST, result, "feast");
        atLeast("balanced: at least %s x faster than the article's join", OVER_ARTICLE, result, "article");
        Stream.of("union", "tempo", "article", "feast")
                .filter(plan -> !Double.isNaN(result.seconds(plan)))
                .min(Comparator.comparingDouble(result::seconds))
                .ifPresent(best -> atLeast(
                        "balanced: at least %s x faster than the best plan in pure SQL (" + best + ")",
                        OVER_SQL,
                        result,
                        best));
    }

    private void skewed(Result result) {
        String load = result.workload().name();
        ratio(load + ": less than %s x DuckDB's time", OF_DUCKDB_ON_SKEW, result, DuckDbAsof.NAME)
                .ifPresent(goals::add);
        if (isMeasured(result, "article")) {
            goals.add(new Goal(
                    "%s: the article's join does not finish, ours does".formatted(load),
                    "article %s, ours %s".formatted(told(result, "article"), told(result, ours)),
                    Double.isInfinite(result.seconds("article")) && Double.isFinite(result.seconds(ours))));
        }
    }

    private void hotKey(Result result) {
        atMost("hot-key: at most %s x the time without the hot key", OF_EVEN_LOAD, result, PointInTimeRun.onEven(ours));
    }

    private void sparkAsof(Result result) {
        atMost("base: at most %s x the time of Spark's own ASOF JOIN", OF_SPARK_ASOF, result, SparkAsof.NAME);
    }

    private void tiny(Result result) {
        String load = result.workload().name();
        atMost(load + ": at most %s x Spark's bare scan of what must be read", OF_TINY_SCAN, result, SparkFloor.NAME);
        addOfFullLoad(Goal.atMost(
                "%s: under %.0f MB".formatted(load, TINY_MEGABYTES),
                TINY_MEGABYTES,
                result.peakBytes(ours) / MEGABYTE));
    }

    private void base(Result result) {
        atMost("base, end to end: at most %s x Spark's own scan and write", OF_FLOOR, result, SparkFloor.NAME);
        atMost("base, end to end: at most %s x DuckDB's time", OF_DUCKDB, result, DuckDbAsof.NAME);
        if (isMeasured(result, DuckDbAsof.NAME)) {
            addOfFullLoad(Goal.atMost(
                    "base, end to end: at most %s of DuckDB's memory".formatted(OF_DUCKDB_MEMORY),
                    OF_DUCKDB_MEMORY,
                    result.peakBytes(ours) / result.peakBytes(DuckDbAsof.NAME)));
        }
    }

    private void wide(Result wide) {
        result(Workloads.BASE, Destination.PARQUET).ifPresent(base -> {
            double values =
                    (double) base.workload().outputValues() / wide.workload().outputValues();
            addOfFullLoad(Goal.atMost(
                            "wide, end to end: at most %s x the base load's cost per value".formatted(OF_BASE_VALUE),
                            OF_BASE_VALUE,
                            wide.seconds(ours) / base.seconds(ours) * values)
                    .and(cpu(wide.cpuSeconds(ours) / base.cpuSeconds(ours) * values)));
        });
    }

    private void atMost(String text, double bound, Result result, String other) {
        ratio(text, bound, result, other).ifPresent(this::addOfFullLoad);
    }

    /** Ours over another's, which must not pass a bound; empty where one of them was not measured. */
    private Optional<Goal> ratio(String text, double bound, Result result, String other) {
        String promise = text.formatted(bound);
        if (isStopped(result, other)) {
            return Optional.of(againstStopped(promise, result, other));
        }
        return isMeasured(result, other)
                ? Optional.of(Goal.atMost(promise, bound, result.seconds(ours) / result.seconds(other))
                        .and(cpu(result.cpuSeconds(ours) / result.cpuSeconds(other))))
                : Optional.empty();
    }

    private void atLeast(String text, double bound, Result result, String other) {
        String promise = text.formatted(bound);
        if (isStopped(result, other)) {
            addOfFullLoad(againstStopped(promise, result, other));
        } else if (isMeasured(result, other)) {
            addOfFullLoad(Goal.atLeast(promise, bound, result.seconds(other) / result.seconds(ours))
                    .and(cpu(result.cpuSeconds(other) / result.cpuSeconds(ours))));
        }
    }

    /** Whether another was stopped at the limit. There is no ratio then: how long it would have taken is not known. */
    private boolean isStopped(Result result, String other) {
        return Double.isInfinite(result.seconds(other)) && !Double.isNaN(result.seconds(ours));
    }

    /** Ours must have finished: both have the same limit. */
    private Goal againstStopped(String text, Result result, String other) {
        return new Goal(
                text,
                "%s was stopped at the limit, ours %s"
                        .formatted(
                                other,
                                Double.isInfinite(result.seconds(ours))
                                        ? "was stopped as well"
                                        : "took " + told(result, ours)),
                Double.isFinite(result.seconds(ours)));
    }

    /** Whether ours and another were run, be it that they were stopped. */
    private boolean isMeasured(Result result, String other) {
        return !Double.isNaN(result.seconds(ours)) && !Double.isNaN(result.seconds(other));
    }

    /** By CPU seconds, which other processes on the machine disturb less. */
    private static String cpu(double ratio) {
        return String.format(Locale.ROOT, "by CPU %.2f", ratio);
    }

    private Optional<Result> result(String workload, Destination destination) {
        return results.stream()
                .filter(result -> result.workload().name().equals(workload) && result.destination() == destination)
                .findFirst();
    }

    private static String told(Result result, String plan) {
        double seconds = result.seconds(plan);
        return Double.isInfinite(seconds) ? "stopped" : "%.1f s".formatted(seconds);
    }
}
