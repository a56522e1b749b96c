package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.Goal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** This checkout's server and another's on the same Redis Cluster, by turns: what a change of the server costs. */
final class BeforeAndAfter {
    private static final List<Integer> ENTITIES = List.of(1, 100, 500);
    private static final int CONNECTIONS = 16;
    private static final int WARM_UPS = 4;
    private static final double TOLERANCE = 0.03;

    private final Target before;
    private final Target after;
    private final ServedLoad load;
    private final boolean quick;
    private final PrintStream out;

    BeforeAndAfter(Target before, Target after, ServedLoad load, boolean quick, PrintStream out) {
        this.before = before;
        this.after = after;
        this.load = load;
        this.quick = quick;
        this.out = out;
    }

    /**
     * Measures all loads and judges the medians.
     *
     * @param lines one is added for each load
     */
    List<Goal> run(List<Map<String, Object>> lines) {
        LoadGenerator generator = new LoadGenerator(Duration.ofSeconds(quick ? 3 : 8));
        List<Goal> goals = new ArrayList<>();
        for (int entities : ENTITIES) {
            Load old = load(before, entities);
            Load now = load(after, entities);
            for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
                generator.run(old, CONNECTIONS, 0);
                generator.run(now, CONNECTIONS, 0);
            }
            List<Figures> ofOld = new ArrayList<>();
            List<Figures> ofNow = new ArrayList<>();
            for (int round = 0; round < (quick ? 5 : 9); round++) {
                boolean oldFirst = round % 2 == 0;
                (oldFirst ? ofOld : ofNow).add(generator.run(oldFirst ? old : now, CONNECTIONS, 0));
                (oldFirst ? ofNow : ofOld).add(generator.run(oldFirst ? now : old, CONNECTIONS, 0));
            }
            goals.addAll(judge(
                    entities,
                    Figures.median((Iterable<Figures>) ofOld),
                    Figures.median((Iterable<Figures>) ofNow),
                    lines));
        }
        return goals;
    }

    private Load load(Target target, int entities) {
        return Load.of(target, "/features/online", "application/json", random -> load.question(random, entities));
    }

    private List<Goal> judge(int entities, Figures old, Figures now, List<Map<String, Object>> lines) {
        double throughput = now.perSecond() / old.perSecond();
        double cpu = now.serverCpu() / old.serverCpu();
        out.printf(
                Locale.ROOT,
                "  %,d entities: %,.0f -> %,.0f requests/s (%.3f), CPU %,.0f -> %,.0f us (%.3f), p99 %,.0f -> %,.0f us, errors %d, %d%n",
                entities,
                old.perSecond(),
                now.perSecond(),
                throughput,
                old.serverCpu(),
                now.serverCpu(),
                cpu,
                old.p99(),
                now.p99(),
                old.errors(),
                now.errors());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("entities", entities);
        line.put("throughput_ratio", throughput);
        line.put("cpu_ratio", cpu);
        line.put("p99_before_us", old.p99());
        line.put("p99_after_us", now.p99());
        line.put("errors", now.errors());
        lines.add(line);
        return List.of(
                Goal.atLeast(
                        "requests/s of %d entities, after / before".formatted(entities), 1 - TOLERANCE, throughput),
                Goal.atMost("CPU of %d entities, after / before".formatted(entities), 1 + TOLERANCE, cpu));
    }
}
