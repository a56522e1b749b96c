package dev.tidemark.benchmark.pointintime;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the measured lines say of a training set that no small machine can try: 50 M spine rows, 15 groups, 200 features. */
record Projection(CostModel engine, CostModel endToEnd) {
    private static final long SPINE_ROWS = 50_000_000;
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
                .mapToObj(tenths -> line(workload(SPINE_ROWS * tenths / 10)))
                .toList();
    }

    private static Workload workload(long groupRows) {
        List<GroupShape> groups = IntStream.range(0, GROUPS)
                .mapToObj(group -> new GroupShape(
                        "g" + group, groupRows, FEATURES / GROUPS + (group < FEATURES % GROUPS ? 1 : 0), 30))
                .toList();
        return new Workload("projection", "", SPINE_ROWS, SPINE_ROWS / 4, KeyLaw.even(), groups);
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
