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
 * The parts in which a full load writes its entities, by the hash of their join keys: the same entity is in the same
 * part in every run. A part is what one task writes, so that nothing is read or moved more than without them.
 *
 * @param count of all parts
 * @param left those that are to be written, counted from 0
 */
record Slices(int count, Set<Integer> left) {
    private static final int FEWEST = 8;
    private static final int MOST = 10_000;
    private static final long ROWS = 100_000;

    static Slices leftOf(FullSyncProgress load) {
        return new Slices(load.slices(), load.left());
    }

    /** As many that one is a few seconds of work: what a load that is killed does again. */
    static int number(SparkSession spark, Snapshot snapshot) {
        long rows = Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
        long byRows = Math.min(MOST, rows / ROWS);
        return (int) Math.max(byRows, Math.max(FEWEST, spark.sparkContext().defaultParallelism()));
    }

    /** A session in which a grouping by the join keys makes one partition of each slice. */
    SparkSession session(SparkSession spark) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", Integer.toString(count));
        // It would merge partitions as their sizes suggest.
        session.conf().set("spark.sql.adaptive.enabled", "false");
        return session;
    }

    /** Each entity's newest row, of the slices that are left. */
    Dataset<Row> newest(FeatureGroup group, Dataset<Row> rows) {
        Column[] keys = LatestRows.keyColumns(group);
        Dataset<Row> newest =
                left.size() == count ? LatestRows.of(group, rows) : LatestRows.of(group, rows, this::holds);
        // A scan of a single split is grouped where it is.
        return newest.javaRDD().getNumPartitions() == count ? newest : newest.repartition(count, keys);
    }

    /** What Spark's own partitioning by these columns computes. */
    private Column holds(Column[] keys) {
        return functions.pmod(functions.hash(keys), functions.lit(count)).isInCollection(left);
    }

    /**
     * Hands the rows of the slices that are left to a load, each slice to a task of its own.
     *
     * @param finished hears of each slice as its task ends
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

    /** Runs in the driver, with the place of the slice among those of the job. */
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
