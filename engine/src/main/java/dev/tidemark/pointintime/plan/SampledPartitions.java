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

/**
 * Some of the partitions in which Spark reads a table, so that the cost of a look at it does not grow with the table.
 */
public final class SampledPartitions {
    private SampledPartitions() {}

    /**
     * Takes partitions at even distances, or all of them if there are few.
     *
     * @param rows of a session that {@link SlotJoins#canRun}; if they are a sample, another one of the same size may be
     *     taken
     * @param most the greatest number of partitions to read
     */
    public static Dataset<Row> of(Dataset<Row> rows, int most) {
        SparkSession session = (SparkSession) rows.sparkSession();
        return session.internalCreateDataFrame(pieces(rows, most), rows.schema(), false);
    }

    /** Takes the same rows in Spark's form, each valid until the next one, without further planning. */
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

    /** The partitions at which a line from zero to the wanted number steps up. */
    private static Function1<Object, Object> taking(long pieces, long most) {
        return (Function1<Object, Object> & Serializable)
                piece -> (int) piece * most / pieces != ((int) piece + 1) * most / pieces;
    }
}
