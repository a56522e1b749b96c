package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What serving promises, judged by the ratios of one run. */
final class ServingGoals {
    private static final int ENTITIES = 100;
    /** What RonDB publishes for batches of 100 rows. */
    private static final double HUNDRED_MILLIS = 3;

    private static final double MICROS_PER_MILLI = 1_000;

    private ServingGoals() {}

    /** @param quick whether a tail that other work disturbed is only told */
    static List<Goal> judge(Map<String, Figures> figures, Map<String, Double> codec, boolean quick) {
        Figures one = of(figures, ServingRun.ONE);
        Figures echo = of(figures, ServingRun.ONE_ECHO);
        Figures at70 = of(figures, ServingRun.AT_70);
        Figures at27 = of(figures, ServingRun.AT_27);
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atLeast(
                "1 entity: at least 0.38 of the echo's requests/s", 0.38, one.perSecond() / echo.perSecond()));
        goals.add(
                Goal.atMost("1 entity: at most 2.7 x the echo's server CPU", 2.7, one.serverCpu() / echo.serverCpu()));
        goals.add(Goal.atLeast(
                "1 entity, near cache, Zipf 0.99: at least 0.70 of the echo's requests/s",
                0.70,
                of(figures, ServingRun.NEAR).perSecond() / echo.perSecond()));
        goals.add(Goal.atMost(
                "1 entity whose values change: at most 1.15 x the server CPU of one whose values do not",
                1.15,
                of(figures, ServingRun.CHANGING).serverCpu() / one.serverCpu()));
        goals.add(Goal.atMost(
                "100 entities, JSON: at most 0.6 of an echo's CPU for each",
                0.6,
                of(figures, ServingRun.HUNDRED_JSON).serverCpu() / ENTITIES / echo.serverCpu()));
        goals.add(Goal.atMost(
                "100 entities, MessagePack: at most 0.4 of an echo's CPU for each",
                0.4,
                of(figures, ServingRun.HUNDRED_MESSAGE_PACK).serverCpu() / ENTITIES / echo.serverCpu()));
        goals.add(Goal.atLeast(
                "codec alone: at least 5 x faster than a map and databind",
                5,
                codec.getOrDefault(CodecRace.DATABIND, Double.NaN) / codec.getOrDefault(CodecRace.JSON, Double.NaN)));
        Figures echoAt70 = of(figures, ServingRun.ECHO_AT_70);
        goals.add(tail(
                Goal.atMost(
                        "at 70 % of saturation: p99 at most 4 x the echo's at that rate",
                        4, at70.p99() / echoAt70.p99()),
                quick,
                at70,
                echoAt70));
        goals.add(tail(
                Goal.atMost("at 27 % of saturation: p99 at most 5 x p50", 5, at27.p99() / at27.p50()), quick, at27));
        Figures hundred = of(figures, ServingRun.HUNDRED_AT_50);
        goals.add(tail(
                Goal.atMost(
                                "100 entities x 60 features at 50 %% of saturation: p99 at most %s ms"
                                        .formatted(HUNDRED_MILLIS),
                                HUNDRED_MILLIS,
                                hundred.p99() / MICROS_PER_MILLI)
                        .and("p50 %.2f ms".formatted(hundred.p50() / MICROS_PER_MILLI)),
                quick,
                hundred));
        goals.addAll(peers(figures, one));
        goals.addAll(curves(figures));
        long errors = figures.values().stream().mapToLong(Figures::errors).sum();
        goals.add(new Goal("no errors", Long.toString(errors), errors == 0));
        return goals;
    }

    /**
     * Says how busy the machine was with other work, where it was; a quick look does not judge a tail that is partly
     * that work's.
     */
    private static Goal tail(Goal goal, boolean quick, Figures... measured) {
        double elsewhere =
                Arrays.stream(measured).mapToDouble(Figures::elsewhere).max().orElse(0);
        String busy = String.format(Locale.ROOT, "%.0f %% of the machine was busy with other work", 100 * elsewhere);
        if (Arrays.stream(measured).noneMatch(Figures::isDisturbed)) {
            return goal;
        }
        return quick ? goal.notJudged(busy) : goal.and(busy);
    }

    /** Where there is no peer its processor time is not known, and the promise is missed. */
    private static List<Goal> peers(Map<String, Figures> figures, Figures one) {
        return List.of(
                Goal.atLeast(
                        "1 entity: at least 10 x less CPU than FastAPI",
                        10,
                        cpu(figures, ServingRun.PEER_DEFAULT) / one.serverCpu()),
                Goal.atLeast(
                        "1 entity: at least 6 x less CPU than FastAPI, tuned",
                        6,
                        cpu(figures, ServingRun.PEER_TUNED) / one.serverCpu()));
    }

    /** More of the same costs no more each: there is no knee. */
    private static List<Goal> curves(Map<String, Figures> figures) {
        double hundred = cpu(figures, ServingRun.HUNDRED_JSON) / ENTITIES;
        int most = ServingRun.ENTITIES.getLast();
        double oneGroup = cpu(figures, ServingRun.groups(1));
        int groups = ServedLoad.SIDE_GROUPS;
        return List.of(
                Goal.atMost(
                        "%d entities: at most 1.25 x the CPU of 100, each".formatted(most),
                        1.25,
                        cpu(figures, ServingRun.entities(most)) / most / hundred),
                Goal.atMost(
                        "%d groups of 50 features: at most %d x the CPU of one".formatted(groups, groups),
                        groups,
                        cpu(figures, ServingRun.groups(groups)) / oneGroup));
    }

    private static double cpu(Map<String, Figures> figures, String name) {
        Figures found = figures.get(name);
        return found == null ? Double.NaN : found.serverCpu();
    }

    private static Figures of(Map<String, Figures> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }
}
