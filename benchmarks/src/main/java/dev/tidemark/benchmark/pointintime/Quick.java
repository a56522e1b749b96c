package dev.tidemark.benchmark.pointintime;

import java.util.List;
import java.util.Set;

/** What a quick look leaves out: all that no promise is about. */
final class Quick {
    /** By how much loads are smaller. */
    static final int SCALE = 10;

    static final int WARM_UPS = 2;
    static final int RUNS = 3;
    static final int LIMIT_SECONDS = 10;
    private static final Set<String> END_TO_END = Set.of(Workloads.BASE, Workloads.WIDE);

    private Quick() {}

    static List<Destination> destinations(Workload load) {
        if (load.name().equals(Workloads.BASE)) {
            return List.of(Destination.values());
        }
        return List.of(END_TO_END.contains(load.name()) ? Destination.PARQUET : Destination.NOWHERE);
    }

    /** Over fifteen groups a plan in SQL takes Spark longer to plan than a small load takes to run. */
    static List<String> plans(Workload load) {
        return load.name().equals(Workloads.WIDE)
                ? List.of(Lineup.ours(), "merge", DuckDbAsof.NAME, SparkFloor.NAME)
                : Lineup.names();
    }
}
