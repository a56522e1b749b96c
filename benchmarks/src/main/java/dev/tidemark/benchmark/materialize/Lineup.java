package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.ResidentGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkWork;
import dev.tidemark.feature.Emission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;

/** The loads and what is measured over each. */
final class Lineup implements AutoCloseable {
    static final String WINDOWS = "windows";
    static final String ON_CHANGE = "on-change";
    static final String HOT = "hot";
    static final String WIDE = "wide";
    static final String INCREMENT = "increment";
    static final String LATE = "late";
    static final String FROM_SOURCES = "from-sources";
    static final List<String> LOADS = List.of(WINDOWS, ON_CHANGE, HOT, WIDE, INCREMENT, LATE, FROM_SOURCES);

    private static final int LATE_EVENTS = 100;

    private final SparkSession spark;
    private final Path output;
    private final EventFiles files;
    private final int threads;
    private final EventLoad even;
    private final EventLoad hot;
    private final EventLoad past;
    private final EventLoad many;
    private final long labels;
    private final Map<String, LongSupplier> rows = new LinkedHashMap<>();
    private final List<HourlyRun> hourly = new ArrayList<>();

    /** @param scale by how much loads are smaller */
    Lineup(SparkSession spark, Path folder, int threads, int scale) {
        this.spark = spark;
        this.output = folder.resolve("output").resolve("materialize");
        this.files = new EventFiles(spark, folder.resolve("data").resolve("materialize"));
        this.threads = threads;
        this.even = new EventLoad(WINDOWS, 5_000_000 / scale, 250_000 / scale, 0, 90);
        this.hot = new EventLoad(HOT, 5_000_000 / scale, 250_000 / scale, 0.2, 90);
        this.past = new EventLoad(INCREMENT, 10_000_000 / scale, 250_000 / scale, 0, 30);
        this.many = new EventLoad(FROM_SOURCES, 20_000_000 / scale, 250_000 / scale, 0, 90);
        this.labels = 1_000_000 / scale;
    }

    /** The name of a variant. */
    static String of(String load, String engine) {
        return load + ", " + engine;
    }

    List<Variant> variants(List<String> loads) {
        List<Variant> variants = new ArrayList<>();
        WindowGroup eight = new WindowGroup(WINDOWS, WindowGroup.eight(), Emission.onEvent());
        if (loads.contains(WINDOWS)) {
            variants.addAll(full(WINDOWS, even, eight));
            Path folder = output.resolve("spark");
            SparkWindows peer = new SparkWindows(spark, files.of(even), eight.columns());
            String name = of(WINDOWS, SparkWindows.NAME);
            variants.add(Variant.of(name, new SparkWork(spark, name, () -> peer.write(folder))));
        }
        if (loads.contains(ON_CHANGE)) {
            variants.add(ours(ON_CHANGE, even, new WindowGroup("on_change", WindowGroup.eight(), Emission.onChange())));
        }
        if (loads.contains(HOT)) {
            WindowGroup group = new WindowGroup(HOT, WindowGroup.eight(), Emission.onEvent());
            variants.add(ours(HOT, hot, group));
            variants.add(duckDb(HOT, hot, group));
        }
        if (loads.contains(WIDE)) {
            variants.addAll(full(WIDE, even, new WindowGroup(WIDE, WindowGroup.forty(), Emission.onEvent())));
        }
        if (loads.contains(INCREMENT) || loads.contains(LATE)) {
            variants.addAll(hourly(loads));
        }
        if (loads.contains(FROM_SOURCES)) {
            variants.addAll(fromSources());
        }
        return variants;
    }

    /** How many rows Tidemark's variants wrote in their last run. */
    Map<String, Long> rows() {
        Map<String, Long> counts = new LinkedHashMap<>();
        rows.forEach((variant, count) -> counts.put(variant, count.getAsLong()));
        return counts;
    }

    private List<Variant> full(String load, EventLoad events, WindowGroup group) {
        Variant ours = ours(load, events, group);
        FullRun run = new FullRun(spark, group, files.of(events), events.end());
        return List.of(
                ours,
                duckDb(load, events, group),
                new WindowsFloor(spark, files.of(events))
                        .variant(of(load, WindowsFloor.NAME), run.table(), output.resolve("floor-" + load)));
    }

    private Variant ours(String load, EventLoad events, WindowGroup group) {
        String name = of(load, FullRun.NAME);
        FullRun run = new FullRun(spark, group, files.of(events), events.end());
        rows.put(name, run.rows()::get);
        return run.variant(name);
    }

    private Variant duckDb(String load, EventLoad events, WindowGroup group) {
        return new Variant(
                of(load, DuckDbWindows.NAME),
                ResidentGauge::start,
                List.of(Step.added(new DuckDbWindows(
                        files.of(events), group.columns(), threads, output.resolve("duckdb-" + load)))));
    }

    private List<Variant> hourly(List<String> loads) {
        HourlyRun run =
                new HourlyRun(spark, files, past, new WindowGroup("hourly", WindowGroup.eight(), Emission.onEvent()));
        hourly.add(run);
        run.begin();
        List<Variant> variants = new ArrayList<>();
        String increment = of(INCREMENT, FullRun.NAME);
        variants.add(run.variant(increment, 0));
        rows.put(increment, run::rows);
        variants.add(new WindowsFloor(spark, run.events()).scan(of(INCREMENT, WindowsFloor.NAME)));
        if (loads.contains(LATE)) {
            variants.add(run.variant(of(LATE, FullRun.NAME), LATE_EVENTS));
        }
        return variants;
    }

    private List<Variant> fromSources() {
        WindowGroup ten = new WindowGroup("from_sources", WindowGroup.ten(), Emission.onChange());
        Path spine = new LabelFiles(spark, files.folder()).of(many, labels);
        String name = of(FROM_SOURCES, FullRun.NAME);
        SourcesRun run = new SourcesRun(spark, ten, files.of(many), spine, many.end(), output.resolve("labelled"));
        rows.put(name, () -> labels);
        return List.of(
                Variant.of(name, new SparkWork(spark, name, run::run)),
                new Variant(
                        of(FROM_SOURCES, DuckDbWindows.NAME),
                        ResidentGauge::start,
                        List.of(Step.added(new DuckDbRangeJoin(
                                files.of(many), spine, ten.columns(), threads, output.resolve("duckdb-labelled"))))),
                new WindowsFloor(spark, files.of(many)).scan(of(FROM_SOURCES, WindowsFloor.NAME)));
    }

    @Override
    public void close() {
        hourly.forEach(HourlyRun::close);
    }
}
