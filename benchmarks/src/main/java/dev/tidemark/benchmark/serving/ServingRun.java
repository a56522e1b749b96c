package dev.tidemark.benchmark.serving;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Interleaved rounds of every load: echo, features and peers, one entity and many, closed loop and at a rate. */
final class ServingRun {
    static final String ONE = "1 entity";
    static final String CHANGING = "1 entity whose values change";
    static final String ONE_ECHO = "echo of 1 entity";
    static final String HUNDRED_JSON = "100 entities, JSON";
    static final String HUNDRED_MESSAGE_PACK = "100 entities, MessagePack";
    static final String AT_70 = "1 entity at 70 %";
    static final String ECHO_AT_70 = "echo at that rate";
    static final String AT_27 = "1 entity at 27 %";
    static final String HUNDRED_AT_50 = "100 entities, JSON, at 50 %";
    static final String NEAR = "1 entity of a Zipf law, near cache";
    static final String PEER_DEFAULT = "FastAPI, 1 entity";
    static final String PEER_TUNED = "FastAPI tuned, 1 entity";
    static final List<Integer> ENTITIES = List.of(10, 25, 50, 250, 500);

    private static final String JSON = "application/json";
    private static final String FEATURES = "/features/online";
    private static final int WARM_UPS_OF_NEAR = 8;
    private static final int REPEATS = 2;
    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_AT_RATE = 64;

    private final Target served;
    private final Target near;
    private final List<Target> peers;
    private final ServedLoad load;
    private final boolean quick;
    private final PrintStream out;

    /**
     * @param near a server that keeps values near
     * @param peers the peer's forms, or none
     */
    ServingRun(Target served, Target near, List<Target> peers, ServedLoad load, boolean quick, PrintStream out) {
        this.served = served;
        this.near = near;
        this.peers = peers;
        this.load = load;
        this.quick = quick;
        this.out = out;
    }

    /** The name of a load of one entity and so many groups of 50 features. */
    static String groups(int groups) {
        return "1 entity, %d features of %d group%s"
                .formatted(groups * ServedLoad.SIDE_FEATURES, groups, groups == 1 ? "" : "s");
    }

    /** The name of a load of so many entities as JSON. */
    static String entities(int entities) {
        return entities + " entities, JSON";
    }

    Map<String, Figures> measure() throws IOException {
        Map<String, Load> loads = loads();
        LoadGenerator generator = new LoadGenerator(Duration.ofSeconds(quick ? 3 : 8));
        loads.values().forEach(each -> generator.run(each, CONNECTIONS, 0));
        // A server of its own, which no other load warms.
        for (int turn = 1; turn < WARM_UPS_OF_NEAR; turn++) {
            generator.run(of(loads, NEAR), CONNECTIONS, 0);
        }
        Map<String, List<Figures>> rounds = new LinkedHashMap<>();
        loads.keySet().forEach(name -> rounds.put(name, new ArrayList<>()));
        for (int round = 0; round < rounds(); round++) {
            List<String> order = new ArrayList<>(loads.keySet());
            Collections.rotate(order, round);
            for (String name : order) {
                add(rounds, name, generator.run(of(loads, name), CONNECTIONS, 0));
            }
        }
        Saturation search = new Saturation(generator, CONNECTIONS_AT_RATE, out);
        double saturation = search.below(perSecond(rounds, ONE), of(loads, ONE), Saturation.MEDIAN_OF_ONE);
        double hundreds =
                search.below(perSecond(rounds, HUNDRED_JSON), of(loads, HUNDRED_JSON), Saturation.MEDIAN_OF_HUNDRED);
        for (int round = 0; round < rounds(); round++) {
            add(rounds, AT_70, undisturbed(generator, of(loads, ONE), 0.70 * saturation));
            add(rounds, ECHO_AT_70, undisturbed(generator, of(loads, ONE_ECHO), 0.70 * saturation));
            add(rounds, AT_27, undisturbed(generator, of(loads, ONE), 0.27 * saturation));
            add(rounds, HUNDRED_AT_50, undisturbed(generator, of(loads, HUNDRED_JSON), 0.50 * hundreds));
        }
        Map<String, Figures> medians = new LinkedHashMap<>();
        rounds.forEach((name, all) -> medians.put(name, Figures.median((Iterable<Figures>) all)));
        return medians;
    }

    /** At a rate the tail is what counts: a run that other work disturbed is made again, a few times. */
    private Figures undisturbed(LoadGenerator generator, Load load, double rate) {
        Figures figures = generator.run(load, CONNECTIONS_AT_RATE, rate);
        for (int again = 0; again < REPEATS && figures.isDisturbed(); again++) {
            out.printf(
                    Locale.ROOT,
                    "  %.0f %% of the machine was busy with other work: once more%n",
                    100 * figures.elsewhere());
            Figures next = generator.run(load, CONNECTIONS_AT_RATE, rate);
            figures = next.elsewhere() < figures.elsewhere() ? next : figures;
        }
        return figures;
    }

    private static double perSecond(Map<String, List<Figures>> rounds, String name) {
        return Figures.median((Iterable<Figures>) of(rounds, name)).perSecond();
    }

    private int rounds() {
        return quick ? 3 : 5;
    }

    private Map<String, Load> loads() throws IOException {
        Map<String, Load> loads = new LinkedHashMap<>();
        Load one = Load.of(served, FEATURES, JSON, random -> load.question(random, 1));
        loads.put(ONE, one);
        loads.put(ONE_ECHO, one.echo(random -> load.question(random, 1)));
        loads.put(NEAR, new Load(near, new ZipfRequests(load)));
        for (int peer = 0; peer < peers.size(); peer++) {
            loads.put(peer == 0 ? PEER_DEFAULT : PEER_TUNED, new Load(peers.get(peer), one.requests()));
        }
        loads.put(HUNDRED_JSON, Load.of(served, FEATURES, JSON, random -> load.question(random, 100)));
        loads.put(
                HUNDRED_MESSAGE_PACK,
                Load.of(served, FEATURES, "application/msgpack", random -> load.question(random, 100)));
        loads.put(CHANGING, Load.of(served, FEATURES, JSON, random -> load.changingQuestion(random, 1)));
        for (int size : ENTITIES) {
            loads.put(entities(size), Load.of(served, FEATURES, JSON, random -> load.question(random, size)));
        }
        for (int groups = 1; groups <= ServedLoad.SIDE_GROUPS; groups++) {
            int asked = groups;
            loads.put(groups(groups), Load.of(served, FEATURES, JSON, random -> load.wideQuestion(random, asked)));
        }
        return loads;
    }

    private static <T> T of(Map<String, T> byName, String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    private void add(Map<String, List<Figures>> rounds, String name, Figures figures) {
        List<Figures> soFar = rounds.computeIfAbsent(name, load -> new ArrayList<>());
        soFar.add(figures);
        out.printf(
                Locale.ROOT,
                "  %-36s run %d/%d  %,8.0f requests/s  p99 %,8.0f us  CPU %,6.0f us%n",
                name,
                soFar.size(),
                rounds(),
                figures.perSecond(),
                figures.p99(),
                figures.serverCpu());
    }
}
