package dev.tidemark.benchmark.pointintime;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loads of the benchmark.
 *
 * @param scale by which rows and entities are divided: 1, or more for a quick look
 */
record Workloads(int scale) {
    static final String BALANCED = "balanced";
    static final String BASE = "base";
    static final String MANY_ROWS = "many-rows";
    static final String HOT_KEY = "hot-key";
    static final String EVEN = "even";
    static final String WIDE = "wide";
    static final List<String> TINY = List.of("tiny-64", "tiny-1000");

    private static final double SKEW = 0.8;
    private static final int[] TTL_DAYS = {7, 30, 14};

    /** In the order in which they are measured. */
    List<Workload> all() {
        return List.of(balanced(), base(), manyRows(), hotKey(), wide(), tiny(64), tiny(1_000));
    }

    private Workload balanced() {
        return new Workload(
                BALANCED,
                "about 10 feature rows per entity: join + rank at its kindest",
                rows(400_000),
                rows(100_000),
                KeyLaw.even(),
                groups(2, 1_000_000, 10));
    }

    private Workload base() {
        return new Workload(
                BASE, "Zipf keys", rows(2_000_000), rows(500_000), KeyLaw.zipf(SKEW), groups(3, 5_000_000, 10));
    }

    private Workload manyRows() {
        return new Workload(
                MANY_ROWS,
                "1,000 feature rows per entity",
                rows(500_000),
                rows(10_000),
                KeyLaw.even(),
                groups(1, 10_000_000, 10));
    }

    private Workload hotKey() {
        return new Workload(
                HOT_KEY,
                "10 % of all rows in one entity",
                rows(500_000),
                rows(200_000),
                KeyLaw.hot(0.1),
                groups(2, 2_000_000, 10));
    }

    /** As {@link #hotKey}, without the hot key. */
    Workload even() {
        Workload hot = hotKey();
        return new Workload(
                EVEN, "as hot-key, without it", hot.spineRows(), hot.entities(), KeyLaw.even(), hot.groups());
    }

    private Workload wide() {
        List<GroupShape> groups = new ArrayList<>();
        groups.add(new GroupShape("g0", rows(750_000), 120, TTL_DAYS[0]));
        for (int group = 1; group < 15; group++) {
            groups.add(
                    new GroupShape("g" + group, rows(750_000), group <= 10 ? 6 : 5, TTL_DAYS[group % TTL_DAYS.length]));
        }
        return new Workload(
                WIDE,
                "15 groups, 200 features, 120 of them in one group",
                rows(300_000),
                rows(75_000),
                KeyLaw.zipf(SKEW),
                groups);
    }

    /** A few labels, however small the load, against a long history. */
    private Workload tiny(int spineRows) {
        return new Workload(
                "tiny-" + spineRows,
                "few labels against a long history",
                spineRows,
                rows(5_000_000),
                KeyLaw.even(),
                groups(1, 100_000_000, 10));
    }

    private List<GroupShape> groups(int count, long rows, int features) {
        return IntStream.range(0, count)
                .mapToObj(group -> new GroupShape("g" + group, rows(rows), features, TTL_DAYS[group % TTL_DAYS.length]))
                .toList();
    }

    private long rows(long full) {
        return full / scale;
    }
}
