package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.syncposition.FullSyncProgress;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The parts in which a full load writes its entities, by the hash of their join keys: an entity is in the same part in
 * every run. One task writes one part, so that nothing is read or moved more often than without parts.
 *
 * @param count of all parts
 * @param left the parts that are still to be written, counted from 0
 */
record Slices(int count, Set<Integer> left) {
    private static final int FEWEST = 8;
    private static final int MOST = 10_000;
    private static final long ROWS = 100_000;

    static Slices leftOf(FullSyncProgress load) {
        return new Slices(load.slices(), load.left());
    }

    /** Returns the number of slices. One slice is a few seconds of work, which a killed load repeats. */
    static int number(SparkSession spark, Snapshot snapshot) {
        long rows = Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
        long byRows = Math.min(MOST, rows / ROWS);
        return (int) Math.max(byRows, Math.max(FEWEST, spark.sparkContext().defaultParallelism()));
    }

    /** Returns a session in which grouping by the join keys makes one partition of each slice. */
    SparkSession session(SparkSession spark) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", Integer.toString(count));
        // Adaptive execution would merge partitions by size.
        session.conf().set("spark.sql.adaptive.enabled", "false");
        return session;
    }

    /** Returns each entity's newest row up to an event time and its later ones, for the remaining slices. */
    Dataset<Row> newest(FeatureGroup group, Dataset<Row> rows, long holdUntil) {
        Column[] keys = LatestRows.keyColumns(group);
        Dataset<Row> newest = left.size() == count
                ? LatestRows.upToAndAfter(group, rows, holdUntil)
                : LatestRows.upToAndAfter(group, rows, holdUntil, this::holds);
        // A scan of a single split is grouped without a shuffle.
        return newest.javaRDD().getNumPartitions() == count ? newest : newest.repartition(count, keys);
    }

    /** Computes the slice with the hash of Spark's partitioning by these columns. */
    private Column holds(Column[] keys) {
        return functions.pmod(functions.hash(keys), functions.lit(count)).isInCollection(left);
    }

    /**
     * Writes the rows of the remaining slices, each slice in a separate task.
     *
     * @param finished called with each slice as its task ends
     */
    void write(Dataset<Row> newest, PartitionWriter load, IntConsumer finished) {
        List<Integer> slices = left.stream().sorted().toList();
        newest.sparkSession()
                .sparkContext()
                .runJob(
                        newest.javaRDD().rdd(),
                        new SliceTask(load),
                        CollectionConverters.asScala(List.<Object>copyOf(slices))
                                .toSeq(),
                        new SliceEnd(slices, finished),
                        ClassTag$.MODULE$.apply(Boolean.class));
    }

    /** Runs on an executor. */
    private static final class SliceTask extends AbstractFunction2<TaskContext, Iterator<Row>, Boolean>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final PartitionWriter load;

        SliceTask(PartitionWriter load) {
            this.load = load;
        }

        @Override
        public Boolean apply(TaskContext context, Iterator<Row> rows) {
            load.call(CollectionConverters.asJava(rows));
            return true;
        }
    }

    /** Runs in the driver, with the index of the slice among those of the job. */
    private static final class SliceEnd extends AbstractFunction2<Object, Boolean, BoxedUnit> {
        private final List<Integer> slices;
        private final IntConsumer finished;

        SliceEnd(List<Integer> slices, IntConsumer finished) {
            this.slices = slices;
            this.finished = finished;
        }

        @Override
        public BoxedUnit apply(Object place, Boolean done) {
            finished.accept(slices.get((Integer) place));
            return BoxedUnit.UNIT;
        }
    }
}
