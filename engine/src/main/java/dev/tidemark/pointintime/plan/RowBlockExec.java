package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.block.BlockEncoder;
import dev.tidemark.pointintime.block.RowBlockMetrics;
import dev.tidemark.pointintime.block.RowBlockSpec;
import dev.tidemark.pointintime.columnar.ColumnarSource;
import dev.tidemark.pointintime.spark.NewAttribute;
import dev.tidemark.pointintime.spark.PointInTimeNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Gathers the rows of one side of a join in blocks, in Spark's physical plan, before the exchange: an exchange costs by
 * the row.
 */
public final class RowBlockExec extends PointInTimeNode<RowBlockMetrics> {
    private final SparkPlan rows;
    private final RowBlockSpec spec;
    private final Seq<Attribute> output;

    /**
     * Makes a node.
     *
     * @param output the bucket and the block, see {@link #columns}
     */
    public RowBlockExec(SparkPlan rows, RowBlockSpec spec, Seq<Attribute> output) {
        this.rows = rows;
        this.spec = spec;
        this.output = output;
    }

    static RowBlockExec of(SparkPlan rows, RowBlockSpec spec) {
        return new RowBlockExec(rows, spec, columns());
    }

    private static Seq<Attribute> columns() {
        return Sequences.seq(List.of(
                NewAttribute.notNull("bucket", BlockEncoder.COLUMNS.get(BlockEncoder.BUCKET)),
                NewAttribute.notNull("rows", BlockEncoder.COLUMNS.get(BlockEncoder.ROWS))));
    }

    @Override
    public RDD<InternalRow> doExecute() {
        return ColumnarSource.blocks(rows, spec, nodeMetrics());
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    protected RowBlockMetrics newMetrics(SparkContext context) {
        return RowBlockMetrics.of(context);
    }

    @Override
    public String nodeName() {
        return "PointInTimeRowBlocks";
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.seq(List.of(rows));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new RowBlockExec(children.head(), spec, output);
    }

    @Override
    public List<Object> arguments() {
        return List.of(rows, spec, output);
    }
}
