package dev.tidemark.benchmark.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.Goal.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TestServingGoals {
    private static final Map<String, Double> CODEC = Map.of(CodecRace.DATABIND, 60.0, CodecRace.JSON, 10.0);
    private static final double QUIET = 0.01;
    private static final double BUSY = 0.3;

    @Test
    void aQuickLookDoesNotJudgeATailThatOtherWorkDisturbed() {
        List<Goal> goals = ServingGoals.judge(figures(BUSY), CODEC, true);

        assertThat(goals)
                .filteredOn(goal -> goal.text().contains("p99"))
                .hasSize(3)
                .allSatisfy(goal -> assertThat(goal.verdict()).isEqualTo(Verdict.NOT_JUDGED))
                .allSatisfy(
                        goal -> assertThat(goal.measured()).contains("30 % of the machine was busy with other work"));
        assertThat(goals)
                .filteredOn(goal -> goal.text().contains("CPU"))
                .isNotEmpty()
                .noneMatch(goal -> goal.verdict() == Verdict.NOT_JUDGED);
    }

    @Test
    void aFullRunJudgesEveryTailAndSaysWhatDisturbedIt() {
        assertThat(ServingGoals.judge(figures(BUSY), CODEC, false))
                .noneMatch(goal -> goal.verdict() == Verdict.NOT_JUDGED)
                .filteredOn(goal -> goal.text().contains("p99"))
                .allSatisfy(goal -> assertThat(goal.measured()).contains("busy with other work"));
    }

    @Test
    void onAQuietMachineATailIsJudgedByAQuickLookToo() {
        List<Goal> goals = ServingGoals.judge(figures(QUIET), CODEC, true);

        assertThat(goals).noneMatch(goal -> goal.verdict() == Verdict.NOT_JUDGED);
        assertThat(goals)
                .filteredOn(goal -> goal.text().startsWith("at 70 %"))
                .singleElement()
                .isEqualTo(new Goal("at 70 % of saturation: p99 at most 4 x the echo's at that rate", "5.00", false));
    }

    /** Of every load the same, but that the echo at 70 % is five times as fast. */
    private static Map<String, Figures> figures(double elsewhere) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        Stream.of(
                        Stream.of(
                                ServingRun.ONE,
                                ServingRun.ONE_ECHO,
                                ServingRun.NEAR,
                                ServingRun.CHANGING,
                                ServingRun.HUNDRED_JSON,
                                ServingRun.HUNDRED_MESSAGE_PACK,
                                ServingRun.AT_70,
                                ServingRun.AT_27,
                                ServingRun.HUNDRED_AT_50,
                                ServingRun.PEER_DEFAULT,
                                ServingRun.PEER_TUNED),
                        ServingRun.ENTITIES.stream().map(ServingRun::entities),
                        Stream.iterate(1, groups -> groups <= ServedLoad.SIDE_GROUPS, groups -> groups + 1)
                                .map(ServingRun::groups))
                .flatMap(names -> names)
                .forEach(name -> figures.put(name, new Figures(1_000, 200, 500, 50, 0, elsewhere)));
        figures.put(ServingRun.ECHO_AT_70, new Figures(1_000, 50, 100, 20, 0, elsewhere));
        return figures;
    }
}
