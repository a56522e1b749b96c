package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.SpineLayout;
import dev.tidemark.pointintime.slot.SlotJoinLayout;
import dev.tidemark.pointintime.spark.PlanNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The point-in-time join in Spark's logical plan: a spine and the groups that share its keys. Gives the spine's
 * columns, then each group's features, each followed by its match column if there are any.
 */
public final class SlotJoin extends LogicalPlan implements PlanNode {
    private final LogicalPlan spine;
    private final Seq<LogicalPlan> groups;
    private final Seq<Expression> spineKeys;
    private final Attribute timestamp;
    private final Seq<Attribute> matches;
    private final SlotJoinSpec spec;

    /**
     * Makes a node.
     *
     * @param groups each with its join keys, event time, created time and features, in this order
     * @param spineKeys the spine's columns for the keys, in the groups' order; whole numbers may differ in width
     * @param matches a BOOLEAN attribute per group, or none at all
     */
    public SlotJoin(
            LogicalPlan spine,
            Seq<LogicalPlan> groups,
            Seq<Expression> spineKeys,
            Attribute timestamp,
            Seq<Attribute> matches,
            SlotJoinSpec spec) {
        this.spine = spine;
        this.groups = groups;
        this.spineKeys = spineKeys;
        this.timestamp = timestamp;
        this.matches = matches;
        this.spec = spec;
    }

    LogicalPlan spine() {
        return spine;
    }

    Seq<LogicalPlan> groups() {
        return groups;
    }

    SlotJoinSpec spec() {
        return spec;
    }

    /** The layouts of the rows of spine and groups. */
    SlotJoinLayout layout() {
        List<Attribute> columns = Sequences.list(spine.output());
        List<GroupLayout> layouts = new ArrayList<>();
        for (int number = 0; number < spec.aliases().size(); number++) {
            layouts.add(new GroupLayout(
                    spec.aliases().get(number),
                    types(Sequences.list(groups.apply(number).output())),
                    spec.keys(),
                    spec.rules().get(number),
                    spec.ties().get(number)));
        }
        List<Integer> keys = Sequences.list(spineKeys).stream()
                .map(key -> position(columns, key))
                .toList();
        return new SlotJoinLayout(
                new SpineLayout(types(columns), keys, position(columns, timestamp)),
                layouts,
                !matches.isEmpty(),
                spec.tasks().memory(),
                spec.reading());
    }

    private static int position(List<Attribute> columns, Expression column) {
        ExprId id = ((Attribute) column).exprId();
        for (int position = 0; position < columns.size(); position++) {
            if (columns.get(position).exprId().equals(id)) {
                return position;
            }
        }
        throw new IllegalStateException("Spark took column %s out of the spine".formatted(column));
    }

    private static List<DataType> types(List<Attribute> columns) {
        return columns.stream().map(Attribute::dataType).toList();
    }

    /** The features are nullable, whatever the tables say, because a spine row may find nothing. */
    @Override
    public Seq<Attribute> output() {
        List<Attribute> output = new ArrayList<>(Sequences.list(spine.output()));
        for (int number = 0; number < groups.size(); number++) {
            List<Attribute> columns = Sequences.list(groups.apply(number).output());
            for (Attribute feature : columns.subList(spec.keys() + 2, columns.size())) {
                output.add(feature.withNullability(true));
            }
            if (!matches.isEmpty()) {
                output.add(matches.apply(number));
            }
        }
        return Sequences.seq(output);
    }

    /** All columns of the groups, requested or not, because the features decide between rows of one instant. */
    @Override
    public AttributeSet references() {
        List<Expression> needed = new ArrayList<>(Sequences.list(spineKeys));
        needed.add(timestamp);
        Sequences.list(groups).forEach(group -> needed.addAll(Sequences.list(group.output())));
        return AttributeSet$.MODULE$.apply(Sequences.seq(needed));
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.seq(new ArrayList<Expression>(Sequences.list(matches))));
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Sequences.withFirst(spine, groups);
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return new SlotJoin(children.head(), Sequences.rest(children), spineKeys, timestamp, matches, spec);
    }

    @Override
    public List<Object> arguments() {
        return List.of(spine, groups, spineKeys, timestamp, matches, spec);
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
