package dev.tidemark.benchmark.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Interleaved rounds of every load on one server: echo and features, one entity and a hundred, closed loop and at a rate. */
final class ServingRun {
    static final String ONE = "1 entity";
    static final String ONE_ECHO = "echo of 1 entity";
    static final String HUNDRED_JSON = "100 entities, JSON";
    static final String HUNDRED_MESSAGE_PACK = "100 entities, MessagePack";
    static final String AT_70 = "1 entity at 70 %";
    static final String ECHO_AT_70 = "echo at that rate";
    static final String AT_27 = "1 entity at 27 %";

    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_AT_RATE = 64;
    private static final int REQUESTS = 500;

    private final ServedProcess served;
    private final ServedLoad load;
    private final boolean quick;
    private final PrintStream out;

    ServingRun(ServedProcess served, ServedLoad load, boolean quick, PrintStream out) {
        this.served = served;
        this.load = load;
        this.quick = quick;
        this.out = out;
    }

    Map<String, Figures> measure() throws IOException {
        Map<String, List<byte[]>> loads = new LinkedHashMap<>();
        loads.put(ONE, requests("/features/online", "application/json", 1));
        loads.put(ONE_ECHO, requests("/echo/" + answerLength(of(loads, ONE)), "*/*", 1));
        loads.put(HUNDRED_JSON, requests("/features/online", "application/json", 100));
        loads.put(HUNDRED_MESSAGE_PACK, requests("/features/online", "application/msgpack", 100));
        LoadGenerator warm = new LoadGenerator(served.port(), Duration.ofSeconds(quick ? 4 : 10));
        loads.forEach((name, requests) -> warm.run(requests, CONNECTIONS, 0, served.handle()));
        Map<String, List<Figures>> rounds = new LinkedHashMap<>();
        LoadGenerator generator = new LoadGenerator(served.port(), Duration.ofSeconds(quick ? 3 : 8));
        int count = quick ? 3 : 5;
        for (int round = 0; round < count; round++) {
            List<String> order = new ArrayList<>(loads.keySet());
            Collections.rotate(order, round);
            for (String name : order) {
                add(rounds, name, generator.run(of(loads, name), CONNECTIONS, 0, served.handle()));
            }
            out.printf("closed loop: round %d of %d%n", round + 1, count);
        }
        double saturation = Figures.median((Iterable<Figures>) of(rounds, ONE)).perSecond();
        for (int round = 0; round < count; round++) {
            add(rounds, AT_70, atRate(generator, of(loads, ONE), 0.70 * saturation));
            add(rounds, ECHO_AT_70, atRate(generator, of(loads, ONE_ECHO), 0.70 * saturation));
            add(rounds, AT_27, atRate(generator, of(loads, ONE), 0.27 * saturation));
            out.printf("constant rate: round %d of %d%n", round + 1, count);
        }
        Map<String, Figures> medians = new LinkedHashMap<>();
        rounds.forEach((name, all) -> medians.put(name, Figures.median((Iterable<Figures>) all)));
        return medians;
    }

    private Figures atRate(LoadGenerator generator, List<byte[]> requests, double rate) {
        return generator.run(requests, CONNECTIONS_AT_RATE, rate, served.handle());
    }

    private static <T> T of(Map<String, T> byName, String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    private static void add(Map<String, List<Figures>> rounds, String name, Figures figures) {
        rounds.computeIfAbsent(name, load -> new ArrayList<>()).add(figures);
    }

    private List<byte[]> requests(String path, String accept, int entities) {
        Random random = new Random(entities);
        List<byte[]> requests = new ArrayList<>();
        for (int request = 0; request < REQUESTS; request++) {
            requests.add(LoadGenerator.post(path, accept, load.question(random, entities)));
        }
        return requests;
    }

    /** Of one answer: the echo sends as much. */
    private int answerLength(List<byte[]> requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            socket.getOutputStream().write(requests.getFirst());
            HttpAnswers answers = new HttpAnswers(new BufferedInputStream(socket.getInputStream()));
            if (!answers.next()) {
                throw new IOException("The server does not serve the load");
            }
            return answers.length();
        }
    }
}
