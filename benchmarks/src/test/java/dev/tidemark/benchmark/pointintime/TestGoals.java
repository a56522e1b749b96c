package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.Goal.Verdict;
import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Sample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TestGoals {
    private static final Workloads LOADS = new Workloads(1);
    private static final String OURS = Lineup.ours();

    @Test
    void nothingMeasuredIsNothingJudged() {
        assertThat(Goals.judge(List.of(), false)).isEmpty();
    }

    @Test
    void theBalancedLoadIsHeldAgainstFeastTheArticleAndTheBestSql() {
        Result result = result(
                Workloads.BALANCED,
                Destination.NOWHERE,
                ran(OURS, 2, 1),
                ran("feast", 20, 1),
                ran("article", 9, 1),
                ran("tempo", 4, 1));

        assertThat(Goals.judge(List.of(result), false)).extracting(Goal::met).containsExactly(true, false, true);
    }

    @Test
    void onSkewThePeerMustBeStoppedAndOursMustNot() {
        Result met = result(
                Workloads.MANY_ROWS, Destination.NOWHERE, ran(OURS, 3, 1), ran("duckdb", 1, 1), stopped("article"));
        Result missed = result(
                Workloads.MANY_ROWS, Destination.NOWHERE, stopped(OURS), ran("duckdb", 1, 1), stopped("article"));

        assertThat(Goals.judge(List.of(met), false)).allMatch(Goal::met);
        assertThat(Goals.judge(List.of(missed), false)).noneMatch(Goal::met);
    }

    @Test
    void theHotKeyIsHeldAgainstTheLoadWithoutIt() {
        Result result = result(
                Workloads.HOT_KEY,
                Destination.NOWHERE,
                ran(OURS, 3, 1),
                ran(PointInTimeRun.onEven(OURS), 2, 1),
                ran("duckdb", 1, 1),
                stopped("article"));

        assertThat(Goals.judge(List.of(result), false))
                .filteredOn(goal -> !goal.met())
                .singleElement()
                .extracting(Goal::measured)
                .isEqualTo("1.50, by CPU 1.50");
    }

    @Test
    void theBaseLoadIsHeldAgainstTheFloorAndDuckDbInTimeAndMemory() {
        Result result = result(
                Workloads.BASE,
                Destination.PARQUET,
                ran(OURS, 12, 40),
                ran(SparkFloor.NAME, 10, 1),
                ran("duckdb", 10, 100));

        assertThat(Goals.judge(List.of(result), false)).extracting(Goal::met).containsExactly(true, false, true);
    }

    @Test
    void theBaseLoadIsHeldAgainstSparksOwnAsofJoin() {
        Result met = result(Workloads.BASE, Destination.NOWHERE, ran(OURS, 5, 1), ran(SparkAsof.NAME, 10, 0));
        Result missed = result(Workloads.BASE, Destination.NOWHERE, ran(OURS, 6, 1), ran(SparkAsof.NAME, 10, 0));

        assertThat(Goals.judge(List.of(met), false)).singleElement().matches(Goal::met);
        assertThat(Goals.judge(List.of(missed), false)).singleElement().matches(goal -> !goal.met());
    }

    /** What takes Spark as long to start as to run tells nothing of the load that a promise is about. */
    @Test
    void aQuickLookJudgesOnlyWhatHoldsForSmallLoads() {
        List<Goal> goals = Goals.judge(
                List.of(
                        result(Workloads.BALANCED, Destination.NOWHERE, ran(OURS, 1, 1), ran("feast", 2, 1)),
                        result(
                                Workloads.MANY_ROWS,
                                Destination.NOWHERE,
                                ran(OURS, 3, 1),
                                ran("duckdb", 1, 1),
                                stopped("article")),
                        result(Workloads.BASE, Destination.PARQUET, ran(OURS, 3, 9), ran("duckdb", 1, 1))),
                true);

        assertThat(goals)
                .filteredOn(goal -> goal.verdict() == Verdict.NOT_JUDGED)
                .extracting(Goal::measured)
                .hasSize(4)
                .allMatch(measured -> measured.endsWith("; needs the full run"));
        assertThat(goals)
                .filteredOn(Goal::met)
                .extracting(Goal::text)
                .containsExactly(
                        "many-rows: less than 4.0 x DuckDB's time",
                        "many-rows: the article's join does not finish, ours does");
        assertThat(goals).noneMatch(goal -> goal.verdict() == Verdict.MISSED);
    }

    @Test
    void onlyAMissedPromiseIsAFailure() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Goal met = Goal.atMost("a", 1, 1);
        Goal unknown = Goal.atMost("b", 1, 2).notJudged("needs the full run");

        assertThat(Goal.report(List.of(met, unknown), new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .contains("not judged b: measured 2.00; needs the full run", "1 of 1 goals met, 1 not judged");
        assertThat(Goal.report(List.of(met, Goal.atMost("c", 1, 2)), new PrintStream(printed)))
                .isEqualTo(1);
    }

    /** Nobody knows how long it would have taken: there is no ratio to print. */
    @Test
    void aPeerThatIsStoppedIsSaidToBe() {
        Result met = result(Workloads.BASE, Destination.NOWHERE, ran(OURS, 5.34, 1), stopped(SparkAsof.NAME));
        Result missed = result(Workloads.BASE, Destination.NOWHERE, stopped(OURS), stopped(SparkAsof.NAME));
        Result feast = result(Workloads.BALANCED, Destination.NOWHERE, ran(OURS, 1, 1), stopped("feast"));

        assertThat(Goals.judge(List.of(met), false))
                .extracting(Goal::measured, Goal::met)
                .containsExactly(tuple("spark-asof was stopped at the limit, ours took 5.3 s", true));
        assertThat(Goals.judge(List.of(missed), false))
                .extracting(Goal::measured, Goal::met)
                .containsExactly(tuple("spark-asof was stopped at the limit, ours was stopped as well", false));
        assertThat(Goals.judge(List.of(feast), false).getFirst())
                .isEqualTo(new Goal(
                        "balanced: at least 10.0 x faster than Feast's plan",
                        "feast was stopped at the limit, ours took 1.0 s",
                        true));
    }

    @Test
    void aFewLabelsAreHeldAgainstTheBareScanAndABoundOfMemory() {
        Result result = result(
                Workloads.TINY.getFirst(), Destination.NOWHERE, ran(OURS, 12, 501 << 20), ran(SparkFloor.NAME, 10, 1));

        assertThat(Goals.judge(List.of(result), false)).extracting(Goal::met).containsExactly(true, false);
    }

    @Test
    void whatWasNotMeasuredIsNotJudged() {
        Result alone = result(Workloads.BASE, Destination.PARQUET, ran(OURS, 12, 40));
        Result withoutOurs = result(
                Workloads.HOT_KEY, Destination.NOWHERE, ran("duckdb", 1, 1), ran("union", 5, 1), stopped("article"));

        assertThat(Goals.judge(List.of(alone, withoutOurs), false)).isEmpty();
    }

    @Test
    void theWideLoadIsHeldAgainstTheBaseLoadPerValue() {
        Result base = result(Workloads.BASE, Destination.PARQUET, ran(OURS, 10, 1));
        Result wide = result(Workloads.WIDE, Destination.PARQUET, ran(OURS, 14, 1));

        assertThat(Goals.judge(List.of(base, wide), false).getLast())
                .satisfies(goal -> assertThat(goal.met()).isFalse())
                .satisfies(goal -> assertThat(goal.measured()).isEqualTo("1.40, by CPU 1.40"));
    }

    @Test
    void aLineOfJsonHasTheTablesFiguresAndRatios() {
        Result result = result(
                Workloads.MANY_ROWS, Destination.NOWHERE, ran(OURS, 3, 7), ran("duckdb", 2, 1), stopped("article"));

        List<Map<String, Object>> lines = Report.lines(result, true);

        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .containsEntry("workload", "many-rows")
                .containsEntry("plan", OURS)
                .containsEntry("seconds", 3.0)
                .containsEntry("peak_bytes", 7L)
                .containsEntry("ratio_to", Map.of(OURS, 1.0, "duckdb", 1.5));
        assertThat(lines.getLast())
                .containsEntry("finished", false)
                .containsEntry("ratio_to", Map.of())
                .doesNotContainKey("seconds");
        assertThat(Report.table(result)).contains("many-rows, engine only").contains("> 60 s");
    }

    @Test
    void aLoadsFolderNamesItsShape() {
        Workload full = LOADS.all().getFirst();
        Workload tenth = new Workloads(10).all().getFirst();

        assertThat(full.folder()).startsWith("balanced-").isNotEqualTo(tenth.folder());
        assertThat(load(Workloads.WIDE).features()).isEqualTo(200);
        assertThat(load(Workloads.WIDE).groups()).hasSize(15);
    }

    @Test
    void loadsThatDifferInTheirLabelsAloneShareTheHistory() {
        assertThat(Workloads.TINY)
                .extracting(name -> load(name).historyFolder())
                .containsOnly(load("tiny-64").historyFolder());
        assertThat(load(Workloads.BASE).historyFolder())
                .isNotEqualTo(load(Workloads.WIDE).historyFolder());
    }

    private static Workload load(String name) {
        return LOADS.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Result result(String load, Destination destination, Measured... plans) {
        return new Result(load(load), destination, Arrays.asList(plans));
    }

    private static Measured ran(String plan, double seconds, long bytes) {
        return new Measured(plan, List.of(new Sample(seconds, seconds, bytes)), "");
    }

    private static Measured stopped(String plan) {
        return new Measured(plan, List.of(), "> 60 s");
    }
}
