package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.block.BlockEncoder;
import dev.tidemark.pointintime.slot.SlotJoinLayout;
import dev.tidemark.pointintime.slot.SlotMetrics;
import dev.tidemark.pointintime.slot.SlotTask;
import dev.tidemark.pointintime.spark.PointInTimeNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The point-in-time join in Spark's physical plan: spine and groups arrive in blocks, each through one exchange, and a
 * {@link SlotTask} joins each partition.
 */
public final class SlotJoinExec extends PointInTimeNode<SlotMetrics> {
    private final SparkPlan spine;
    private final Seq<SparkPlan> groups;
    private final SlotJoinLayout layout;
    private final Seq<Attribute> output;
    private final int tasks;

    /**
     * Makes a node.
     *
     * @param spine blocks of {@link RowBlockExec}
     * @param groups as many, in the order of the layout
     * @param output as in {@link SlotJoin}
     * @param tasks the number of tasks; 0 leaves it to Spark, which may put small ones together
     */
    public SlotJoinExec(
            SparkPlan spine, Seq<SparkPlan> groups, SlotJoinLayout layout, Seq<Attribute> output, int tasks) {
        this.spine = spine;
        this.groups = groups;
        this.layout = layout;
        this.output = output;
        this.tasks = tasks;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<RDD<InternalRow>> inputs = new ArrayList<>();
        inputs.add(spine.execute());
        Sequences.list(groups).forEach(group -> inputs.add(group.execute()));
        return new SlotJoinRdd(sparkContext(), inputs, layout, nodeMetrics());
    }

    @Override
    public Seq<Distribution> requiredChildDistribution() {
        List<Distribution> distributions = new ArrayList<>();
        for (SparkPlan child : Sequences.list(children())) {
            distributions.add(new ClusteredDistribution(
                    Sequences.seq(List.of(child.output().apply(BlockEncoder.BUCKET))),
                    false,
                    tasks == 0 ? Option.empty() : Option.apply(tasks)));
        }
        return Sequences.seq(distributions);
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    protected SlotMetrics newMetrics(SparkContext context) {
        return SlotMetrics.of(context);
    }

    @Override
    public String nodeName() {
        return "PointInTimeSlotJoin";
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.withFirst(spine, groups);
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new SlotJoinExec(children.head(), Sequences.rest(children), layout, output, tasks);
    }

    @Override
    public List<Object> arguments() {
        return List.of(spine, groups, layout, output, tasks);
    }
}
