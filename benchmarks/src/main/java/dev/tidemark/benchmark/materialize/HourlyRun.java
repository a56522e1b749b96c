package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.HeapGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkWork;
import dev.tidemark.feature.FeatureGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;

/**
 * A run per hour over a table of the past: each adds a file with the next hour's events, and some events that are late
 * by up to five days, and materializes what is new.
 */
final class HourlyRun implements AutoCloseable {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LATENESS = Duration.ofDays(5);

    private final SparkSession spark;
    private final EventFiles files;
    private final EventLoad load;
    private final FeatureGroup group;
    private final Path events;
    private final Workbench workbench;
    private final AtomicLong rows = new AtomicLong();
    private Instant computed;
    private long next;

    HourlyRun(SparkSession spark, EventFiles files, EventLoad load, WindowGroup windows) {
        this.spark = spark;
        this.files = files;
        this.load = load;
        this.events = files.copyOf(load, windows.name());
        this.group = windows.definition(events);
        this.computed = load.end();
        this.next = load.events();
        this.workbench = new Workbench(spark, computed);
    }

    /** Fills the table, once. */
    void begin() {
        workbench.drop(group);
        workbench.materialize(group, computed);
    }

    Variant variant(String name, int lateEvents) {
        return new Variant(
                name,
                HeapGauge::start,
                List.of(
                        Step.ignored(() -> arrive(lateEvents)),
                        Step.added(
                                new SparkWork(spark, name, () -> rows.set(workbench.materialize(group, computed))))));
    }

    private void arrive(int lateEvents) {
        long anHour = load.events() / (load.days() * 24L);
        add(anHour, computed, HOUR);
        if (lateEvents > 0) {
            add(lateEvents, computed.minus(LATENESS), LATENESS.minus(HOUR));
        }
        computed = computed.plus(HOUR);
    }

    private void add(long number, Instant from, Duration span) {
        files.append(load, next, number, from, span, events);
        next += number;
    }

    Path events() {
        return events;
    }

    long rows() {
        return rows.get();
    }

    @Override
    public void close() {
        workbench.close();
    }
}
