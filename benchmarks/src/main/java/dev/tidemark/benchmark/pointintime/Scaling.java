package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Rounds;
import dev.tidemark.benchmark.Sample;
import dev.tidemark.benchmark.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One load, grown in one dimension at a time to sixteen times its size.
 *
 * @param scale by which its rows and entities are divided, as in {@link Workloads}
 */
record Scaling(int scale) {
    private static final int[] FACTORS = {1, 2, 4, 8, 16};
    private static final int OFF_THE_LINES = 4;
    private static final long SPINE_ROWS = 125_000;
    private static final long GROUP_ROWS = 500_000;
    private static final long ENTITIES = 50_000;
    private static final int FEATURES = 10;

    /** What can grow. */
    enum Dimension {
        SPINE_ROWS("spine rows"),
        GROUP_ROWS("rows of a group"),
        GROUPS("groups"),
        FEATURES("features of a group"),
        ENTITIES("keys"),
        /** By another plan, which is not among the costs that are fitted: the spine's instants go ahead. */
        GROUP_ROWS_FILTERED("rows of a group, filtered"),
        /** Off the lines: without it, a value read and a value written could not be told apart. */
        SPINE_ROWS_AND_FEATURES("spine rows and features");

        private final String text;

        Dimension(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** Those that are drawn. */
        static List<Dimension> lines() {
            return List.of(SPINE_ROWS, GROUP_ROWS, GROUPS, FEATURES, ENTITIES, GROUP_ROWS_FILTERED);
        }

        boolean sendsInstants() {
            return this == GROUP_ROWS_FILTERED;
        }

        private boolean grows(Dimension part) {
            return this == part
                    || (this == GROUP_ROWS_FILTERED && part == GROUP_ROWS)
                    || (this == SPINE_ROWS_AND_FEATURES && (part == SPINE_ROWS || part == FEATURES));
        }
    }

    /** A load of a series: which dimension has grown, by how much, and what that cost. */
    record Point(Dimension dimension, int factor, Workload workload, Sample engine, Sample endToEnd) {}

    /** All loads by what they are part of; the smallest is part of every series. */
    Map<Dimension, Map<Integer, Workload>> loads() {
        Map<Dimension, Map<Integer, Workload>> loads = new LinkedHashMap<>();
        for (Dimension dimension : Dimension.lines()) {
            Map<Integer, Workload> series = new LinkedHashMap<>();
            for (int factor : FACTORS) {
                series.put(factor, load(dimension, factor));
            }
            loads.put(dimension, series);
        }
        loads.put(
                Dimension.SPINE_ROWS_AND_FEATURES,
                Map.of(OFF_THE_LINES, load(Dimension.SPINE_ROWS_AND_FEATURES, OFF_THE_LINES)));
        return loads;
    }

    private Workload load(Dimension dimension, int factor) {
        long groupRows = grown(GROUP_ROWS / scale, dimension, Dimension.GROUP_ROWS, factor);
        int features = (int) grown(FEATURES, dimension, Dimension.FEATURES, factor);
        List<GroupShape> groups = IntStream.range(0, (int) grown(1, dimension, Dimension.GROUPS, factor))
                .mapToObj(group -> new GroupShape("g" + group, groupRows, features, 30))
                .toList();
        return new Workload(
                "scaling",
                "grown in one dimension",
                grown(SPINE_ROWS / scale, dimension, Dimension.SPINE_ROWS, factor),
                grown(ENTITIES / scale, dimension, Dimension.ENTITIES, factor),
                KeyLaw.even(),
                groups);
    }

    private static long grown(long value, Dimension growing, Dimension dimension, int factor) {
        return growing.grows(dimension) ? value * factor : value;
    }

    /**
     * Measures our default plan on all loads, interleaved, engine only and end to end. Instants are sent ahead in the
     * series that is about them and nowhere else: one cost per row cannot stand for both.
     */
    List<Point> measure(PointInTimeRun run) {
        Map<String, Variant> variants = new LinkedHashMap<>();
        loads().forEach((dimension, series) -> series.values().forEach(load -> {
            for (Destination destination : Destination.values()) {
                variants.computeIfAbsent(
                        name(dimension, load, destination),
                        name -> run.lineup(load)
                                .inSpark(OurPlan.sending(dimension.sendsInstants()), destination)
                                .named(name));
            }
        }));
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (Measured measured : run.rounds().measure(List.copyOf(variants.values()))) {
            samples.put(
                    measured.name(),
                    measured.median()
                            .orElseThrow(() -> new IllegalStateException(
                                    "'%s' was stopped; give it more time with --limit".formatted(measured.name()))));
        }
        List<Point> points = new ArrayList<>();
        loads().forEach((dimension, series) -> series.forEach((factor, load) -> points.add(new Point(
                dimension,
                factor,
                load,
                Objects.requireNonNull(samples.get(name(dimension, load, Destination.NOWHERE))),
                Objects.requireNonNull(samples.get(name(dimension, load, Destination.PARQUET)))))));
        return points;
    }

    /** Joins a fifth of the projected load once, engine only and end to end, by the default plan, without a warm-up. */
    static Point fifth(PointInTimeRun run) {
        Workload load = Projection.fifth();
        Lineup lineup = run.lineup(load);
        Rounds once = new Rounds(0, 1, Duration.ofHours(2), run.rounds().progress());
        List<Sample> samples = new ArrayList<>();
        for (Destination destination : Destination.values()) {
            Variant variant =
                    lineup.inSpark(OurPlan.all().getFirst(), destination).named("a fifth, " + destination.text());
            samples.add(once.measure(List.of(variant)).getFirst().median().orElseThrow());
        }
        return new Point(Dimension.SPINE_ROWS, 0, load, samples.getFirst(), samples.getLast());
    }

    /** Tells the loads apart by what they are, in thousands of rows and of keys. */
    private static String name(Dimension dimension, Workload load, Destination destination) {
        return "%d x %d x %d x %d / %d %s%s"
                .formatted(
                        load.spineRows() / 1_000,
                        load.groups().size(),
                        load.groups().getFirst().features(),
                        load.groups().getFirst().rows() / 1_000,
                        load.entities() / 1_000,
                        dimension.sendsInstants() ? "sent " : "",
                        destination == Destination.NOWHERE ? "" : "+ write");
    }
}
