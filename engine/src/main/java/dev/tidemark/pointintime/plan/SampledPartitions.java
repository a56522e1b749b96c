package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.columnar.ColumnarSource;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SQLExecutionRDD;
import scala.Function1;

/** A part of the pieces in which Spark reads a table, so that what a look at it costs does not grow with the table. */
public final class SampledPartitions {
    private SampledPartitions() {}

    /**
     * Takes pieces at even distances. All of them where there are few.
     *
     * @param rows of a session that {@link SlotJoins#canRun}; where they are a sample, another one of as many may be
     *     taken
     * @param most how many pieces to read
     */
    public static Dataset<Row> of(Dataset<Row> rows, int most) {
        SparkSession session = (SparkSession) rows.sparkSession();
        return session.internalCreateDataFrame(pieces(rows, most), rows.schema(), false);
    }

    /** The same as they lie in Spark, each valid until the next one: nothing more is planned for them. */
    public static JavaRDD<InternalRow> rows(Dataset<Row> rows, int most) {
        return pieces(rows, most).toJavaRDD();
    }

    private static RDD<InternalRow> pieces(Dataset<Row> rows, int most) {
        SparkSession session = (SparkSession) rows.sparkSession();
        RDD<InternalRow> all = new SQLExecutionRDD(
                ColumnarSource.anySample(rows.queryExecution().executedPlan()),
                session.sessionState().conf());
        int pieces = all.getNumPartitions();
        return pieces <= most ? all : PartitionPruningRDD.create(all, taking(pieces, most));
    }

    /** The pieces at which a line from nothing to the number wanted steps up. */
    private static Function1<Object, Object> taking(long pieces, long most) {
        return (Function1<Object, Object> & Serializable)
                piece -> (int) piece * most / pieces != ((int) piece + 1) * most / pieces;
    }
}
