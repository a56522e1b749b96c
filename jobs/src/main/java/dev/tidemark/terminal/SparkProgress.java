package dev.tidemark.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** Shows Spark's work for the current step: stages, tasks, rows read and written, elapsed time. */
public final class SparkProgress extends SparkListener {
    /** The accumulator in which tasks count the entities that they have passed to the online store. */
    public static final String ENTITIES = "entities";

    private final Progress progress;
    private final AtomicInteger stagesDone = new AtomicInteger();
    private final AtomicInteger stagesStarted = new AtomicInteger();
    private final AtomicInteger tasksDone = new AtomicInteger();
    private final AtomicInteger tasksStarted = new AtomicInteger();
    private final AtomicLong rowsRead = new AtomicLong();
    private final AtomicLong rowsWritten = new AtomicLong();
    private final AtomicLong entities = new AtomicLong();
    private volatile String step = "spark";
    private volatile long since = System.nanoTime();

    public SparkProgress(Progress progress) {
        this.progress = progress;
    }

    /** Starts a step; counts begin at zero again. */
    public void begin(String name) {
        step = name;
        since = System.nanoTime();
        stagesDone.set(0);
        stagesStarted.set(0);
        tasksDone.set(0);
        tasksStarted.set(0);
        rowsRead.set(0);
        rowsWritten.set(0);
        entities.set(0);
        progress.begin(name);
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        stagesStarted.incrementAndGet();
        tasksStarted.addAndGet(submitted.stageInfo().numTasks());
        show();
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
        stagesDone.incrementAndGet();
        show();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
        tasksDone.incrementAndGet();
        if (ended.taskMetrics() != null) {
            rowsRead.addAndGet(ended.taskMetrics().inputMetrics().recordsRead());
            rowsWritten.addAndGet(ended.taskMetrics().outputMetrics().recordsWritten());
        }
        for (AccumulableInfo count :
                CollectionConverters.asJava(ended.taskInfo().accumulables())) {
            if (count.name().contains(ENTITIES) && count.update().isDefined()) {
                entities.addAndGet((Long) count.update().get());
            }
        }
        show();
    }

    private String carried() {
        long carried = entities.get();
        double seconds = Math.max(1, (System.nanoTime() - since) / 1e9);
        return carried == 0 ? "" : String.format(Locale.ROOT, " | %,d entities, %,.0f/s", carried, carried / seconds);
    }

    private void show() {
        progress.status(String.format(
                Locale.ROOT,
                "%s | %s | task %d of %d%s | %,d rows in, %,d out | stage %d of %d",
                step,
                Cell.text(Duration.ofNanos(System.nanoTime() - since)),
                tasksDone.get(),
                tasksStarted.get(),
                carried(),
                rowsRead.get(),
                rowsWritten.get(),
                stagesDone.get(),
                stagesStarted.get()));
    }
}
