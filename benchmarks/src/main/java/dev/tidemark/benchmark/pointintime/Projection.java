package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Sample;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the measured lines say of a training set that no small machine can try: 50 M spine rows, 15 groups, 200
 * features.
 */
record Projection(CostModel engine, CostModel endToEnd) {
    private static final long SPINE_ROWS = 50_000_000;
    /** What a small machine can try of it. */
    private static final int PART = 5;

    private static final int GROUPS = 15;
    private static final int FEATURES = 200;
    private static final double MINUTES = 12;
    private static final double SECONDS_PER_MINUTE = 60;
    private static final double SECONDS_PER_HOUR = 3_600;
    /** Of the cores' time: the rest goes on stragglers, shuffles over a network and starting up. */
    private static final double BUSY = 0.6;

    private static final double GIGABYTE = 1 << 30;
    /** Key, instant, created time and the row's own frame. */
    private static final long BYTES_PER_ROW = 40;
    /** What is left of them in packed blocks: 840 MB of 1,507 in the base load, whose values are random. */
    private static final double PACKED = 0.56;

    /** The rows of a table: for one, two and a half and ten feature rows per spine row in each group. */
    List<String> lines() {
        return IntStream.of(10, 25, 100)
                .mapToObj(tenths -> line(workload(SPINE_ROWS, SPINE_ROWS * tenths / 10)))
                .toList();
    }

    /**
     * A fifth of the load with as many rows in each group as labels: as many labels, rows and keys, all groups and
     * features.
     */
    static Workload fifth() {
        return workload(SPINE_ROWS / PART, SPINE_ROWS / PART);
    }

    /** A table that holds what was measured of the fifth beside what the lines say of it. */
    String beside(Scaling.Point fifth) {
        StringBuilder text = new StringBuilder(
                """

                A fifth of the first line, %s, joined once on %d cores:

                | | projected, CPU s | measured, CPU s | measured / projected | by the clock, s | peak MB |
                |---|---|---|---|---|---|
                """.formatted(fifth.workload().shape(), Runtime.getRuntime().availableProcessors()));
        text.append(beside("engine only", engine.cpuSeconds(fifth.workload()), fifth.engine()));
        text.append(beside("end to end", endToEnd.cpuSeconds(fifth.workload()), fifth.endToEnd()));
        return text.toString();
    }

    private static String beside(String name, double projected, Sample measured) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.0f | %,d |%n",
                name,
                projected,
                measured.cpuSeconds(),
                measured.cpuSeconds() / projected,
                measured.seconds(),
                measured.peakBytes() >> 20);
    }

    private static Workload workload(long spineRows, long groupRows) {
        List<GroupShape> groups = IntStream.range(0, GROUPS)
                .mapToObj(group -> new GroupShape(
                        "g" + group, groupRows, FEATURES / GROUPS + (group < FEATURES % GROUPS ? 1 : 0), 30))
                .toList();
        return new Workload("projection", "", spineRows, spineRows / 4, KeyLaw.even(), groups);
    }

    private String line(Workload workload) {
        double join = engine.cpuSeconds(workload);
        double all = endToEnd.cpuSeconds(workload);
        double[] amounts = CostModel.amounts(workload);
        double shuffled = PACKED * (BYTES_PER_ROW * (workload.spineRows() + amounts[2]) + Long.BYTES * amounts[3]);
        return String.format(
                Locale.ROOT,
                "| %,d M | %.1f | %.1f | %,.0f GB | %.0f | %.0f min |",
                workload.groups().getFirst().rows() / 1_000_000,
                join / SECONDS_PER_HOUR,
                all / SECONDS_PER_HOUR,
                shuffled / GIGABYTE,
                Math.ceil(all / (MINUTES * SECONDS_PER_MINUTE * BUSY)),
                all / (64 * BUSY) / SECONDS_PER_MINUTE);
    }
}
