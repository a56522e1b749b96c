package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

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

    private final List<Result> results;
    private final String ours = Lineup.ours();
    private final List<Goal> goals = new ArrayList<>();

    private Goals(List<Result> results) {
        this.results = results;
    }

    static List<Goal> judge(List<Result> results) {
        Goals goals = new Goals(results);
        goals.result(Workloads.BALANCED, Destination.NOWHERE).ifPresent(goals::balanced);
        goals.result(Workloads.MANY_ROWS, Destination.NOWHERE).ifPresent(goals::skewed);
        goals.result(Workloads.HOT_KEY, Destination.NOWHERE).ifPresent(goals::skewed);
        goals.result(Workloads.HOT_KEY, Destination.NOWHERE).ifPresent(goals::hotKey);
        goals.result(Workloads.BASE, Destination.PARQUET).ifPresent(goals::base);
        goals.result(Workloads.WIDE, Destination.PARQUET).ifPresent(goals::wide);
        return goals.goals;
    }

    private void balanced(Result result) {
        double seconds = result.seconds(ours);
        goals.add(Goal.atLeast(
                "balanced: at least %s x faster than Feast's plan".formatted(OVER_FEAST),
                OVER_FEAST,
                result.seconds("feast") / seconds));
        goals.add(Goal.atLeast(
                "balanced: at least %s x faster than the article's join".formatted(OVER_ARTICLE),
                OVER_ARTICLE,
                result.seconds("article") / seconds));
        double bestSql = DoubleStream.of(
                        result.seconds("union"),
                        result.seconds("tempo"),
                        result.seconds("article"),
                        result.seconds("feast"))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
        goals.add(Goal.atLeast(
                "balanced: at least %s x faster than the best plan in pure SQL".formatted(OVER_SQL),
                OVER_SQL,
                bestSql / seconds));
    }

    private void skewed(Result result) {
        String load = result.workload().name();
        goals.add(Goal.atMost(
                "%s: less than %s x DuckDB's time".formatted(load, OF_DUCKDB_ON_SKEW),
                OF_DUCKDB_ON_SKEW,
                result.seconds(ours) / result.seconds(DuckDbAsof.NAME)));
        goals.add(new Goal(
                "%s: the article's join does not finish, ours does".formatted(load),
                "article %s, ours %s".formatted(told(result, "article"), told(result, ours)),
                Double.isInfinite(result.seconds("article")) && Double.isFinite(result.seconds(ours))));
    }

    private void hotKey(Result result) {
        goals.add(Goal.atMost(
                "hot-key: at most %s x the time without the hot key".formatted(OF_EVEN_LOAD),
                OF_EVEN_LOAD,
                result.seconds(ours) / result.seconds(PointInTimeRun.onEven(ours))));
    }

    private void base(Result result) {
        double seconds = result.seconds(ours);
        goals.add(Goal.atMost(
                "base, end to end: at most %s x Spark's own scan and write".formatted(OF_FLOOR),
                OF_FLOOR,
                seconds / result.seconds(SparkFloor.NAME)));
        goals.add(Goal.atMost(
                "base, end to end: at most %s x DuckDB's time".formatted(OF_DUCKDB),
                OF_DUCKDB,
                seconds / result.seconds(DuckDbAsof.NAME)));
        goals.add(Goal.atMost(
                "base, end to end: at most %s of DuckDB's memory".formatted(OF_DUCKDB_MEMORY),
                OF_DUCKDB_MEMORY,
                result.peakBytes(ours) / result.peakBytes(DuckDbAsof.NAME)));
    }

    private void wide(Result wide) {
        result(Workloads.BASE, Destination.PARQUET)
                .ifPresent(base -> goals.add(Goal.atMost(
                        "wide, end to end: at most %s x the base load's cost per value".formatted(OF_BASE_VALUE),
                        OF_BASE_VALUE,
                        costPerValue(wide) / costPerValue(base))));
    }

    private double costPerValue(Result result) {
        return result.seconds(ours) / result.workload().outputValues();
    }

    private Optional<Result> result(String workload, Destination destination) {
        return results.stream()
                .filter(result -> result.workload().name().equals(workload) && result.destination() == destination)
                .findFirst();
    }

    private static String told(Result result, String plan) {
        double seconds = result.seconds(plan);
        return Double.isNaN(seconds) ? "not run" : Double.isInfinite(seconds) ? "stopped" : "%.1f s".formatted(seconds);
    }
}
