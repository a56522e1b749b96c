package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.MappedRdd;
import dev.tidemark.pointintime.spark.PointInTimeNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** Windows over events in Spark's physical plan: one exchange brings the events of an entity to one task, in order. */
public final class SlideWindowsExec extends PointInTimeNode<SlideMetrics> {
    private final SparkPlan events;
    private final SlideSpec spec;
    private final Seq<Attribute> output;

    /** Makes a node; see {@link SlideWindows}. */
    public SlideWindowsExec(SparkPlan events, SlideSpec spec, Seq<Attribute> output) {
        this.events = events;
        this.spec = spec;
        this.output = output;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        SlideSpec task = spec;
        List<DataType> types = new ArrayList<>();
        Sequences.list(output).forEach(attribute -> types.add(attribute.dataType()));
        SlideMetrics metrics = nodeMetrics();
        return new MappedRdd<>(events.execute(), (rows, context) -> metrics.counted(new SlideTask(rows, task, types)));
    }

    private List<Attribute> keys() {
        return Sequences.<Attribute>list(events.output())
                .subList(0, spec.events().keys());
    }

    @Override
    public Seq<Distribution> requiredChildDistribution() {
        return Sequences.seq(List.of(new ClusteredDistribution(
                Sequences.seq(new ArrayList<Expression>(keys())),
                false,
                spec.tasks() == 0 ? Option.empty() : Option.apply(spec.tasks()))));
    }

    @Override
    public Seq<Seq<SortOrder>> requiredChildOrdering() {
        List<SortOrder> order = new ArrayList<>();
        Sequences.<Attribute>list(events.output())
                .subList(0, spec.events().keys() + 1)
                .forEach(attribute -> order.add(new SortOrder(
                        attribute,
                        Ascending$.MODULE$,
                        Ascending$.MODULE$.defaultNullOrdering(),
                        Sequences.seq(List.of()))));
        return Sequences.seq(List.of(Sequences.seq(order)));
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    protected SlideMetrics newMetrics(SparkContext context) {
        return SlideMetrics.of(context);
    }

    @Override
    public String nodeName() {
        return "SlideWindows";
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.seq(List.of(events));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new SlideWindowsExec(children.head(), spec, output);
    }

    @Override
    public List<Object> arguments() {
        return List.of(events, spec, output);
    }
}
