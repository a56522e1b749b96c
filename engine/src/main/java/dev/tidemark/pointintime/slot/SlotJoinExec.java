package dev.tidemark.pointintime.slot;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The point-in-time join in Spark's physical plan: spine and groups are clustered by the join keys, each in one exchange, and joined partition by
 * partition by a {@link SlotTask}.
 */
public final class SlotJoinExec extends SparkPlan implements PlanNode {
    private final SparkPlan spine;
    private final Seq<SparkPlan> groups;
    private final Seq<Expression> spineKeys;
    private final Attribute timestamp;
    private final Seq<Attribute> matches;
    private final SlotJoinTerms terms;
    private transient @Nullable SlotMetrics slotMetrics;

    /** Makes a node from the parts of a {@link SlotJoin}. */
    public SlotJoinExec(
            SparkPlan spine,
            Seq<SparkPlan> groups,
            Seq<Expression> spineKeys,
            Attribute timestamp,
            Seq<Attribute> matches,
            SlotJoinTerms terms) {
        this.spine = spine;
        this.groups = groups;
        this.spineKeys = spineKeys;
        this.timestamp = timestamp;
        this.matches = matches;
        this.terms = terms;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<RDD<InternalRow>> inputs = new ArrayList<>();
        inputs.add(spine.execute());
        Sequences.list(groups).forEach(group -> inputs.add(group.execute()));
        return new SlotJoinRdd(sparkContext(), inputs, layout(), slotMetrics());
    }

    private SlotJoinLayout layout() {
        List<Attribute> columns = Sequences.list(spine.output());
        List<GroupLayout> layouts = new ArrayList<>();
        for (int number = 0; number < terms.aliases().size(); number++) {
            layouts.add(new GroupLayout(
                    terms.aliases().get(number),
                    types(Sequences.list(groups.apply(number).output())),
                    terms.keys(),
                    terms.rules().get(number)));
        }
        List<Integer> keys = Sequences.list(spineKeys).stream()
                .map(key -> position(columns, key))
                .toList();
        return new SlotJoinLayout(
                new SpineLayout(types(columns), keys, position(columns, timestamp), terms.reading()),
                layouts,
                !matches.isEmpty(),
                terms.tasks().memory());
    }

    /** Keys of other widths are cast for the exchange; the rows keep their own. */
    private static int position(List<Attribute> columns, Expression key) {
        Attribute attribute = (Attribute) (key instanceof Cast cast ? cast.child() : key);
        for (int position = 0; position < columns.size(); position++) {
            if (columns.get(position).exprId().equals(attribute.exprId())) {
                return position;
            }
        }
        throw new IllegalStateException("Spark took column %s out of the spine".formatted(attribute));
    }

    private static List<DataType> types(List<Attribute> columns) {
        return columns.stream().map(Attribute::dataType).toList();
    }

    @Override
    public Seq<Distribution> requiredChildDistribution() {
        List<Distribution> distributions = new ArrayList<>();
        distributions.add(clustered(spineKeys));
        for (SparkPlan group : Sequences.list(groups)) {
            List<Expression> keys = new ArrayList<>();
            List<Expression> spineSide = Sequences.list(spineKeys);
            for (int key = 0; key < terms.keys(); key++) {
                keys.add(asWideAs(spineSide.get(key).dataType(), group.output().apply(key)));
            }
            distributions.add(clustered(Sequences.seq(keys)));
        }
        return Sequences.seq(distributions);
    }

    private static Expression asWideAs(DataType type, Expression key) {
        return key.dataType().equals(type) ? key : Widening.to(key, type);
    }

    private Distribution clustered(Seq<Expression> keys) {
        int count = terms.tasks().count();
        return new ClusteredDistribution(keys, false, count == 0 ? Option.empty() : Option.apply(count));
    }

    @Override
    public Partitioning outputPartitioning() {
        return spine.outputPartitioning();
    }

    @Override
    public Seq<Attribute> output() {
        return SlotJoin.output(
                spine.output(),
                Sequences.list(groups).stream().map(SparkPlan::output).toList(),
                matches,
                terms);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.seq(new ArrayList<Expression>(Sequences.list(matches))));
    }

    private SlotMetrics slotMetrics() {
        if (slotMetrics == null) {
            slotMetrics = SlotMetrics.of(sparkContext());
        }
        return slotMetrics;
    }

    @Override
    public Map<String, SQLMetric> metrics() {
        return scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(slotMetrics().byName()));
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
        return new SlotJoinExec(children.head(), Sequences.rest(children), spineKeys, timestamp, matches, terms);
    }

    @Override
    public List<Object> arguments() {
        return List.of(spine, groups, spineKeys, timestamp, matches, terms);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isSame(other);
    }

    @Override
    public int hashCode() {
        return arguments().hashCode();
    }
}
