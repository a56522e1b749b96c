package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.pointintime.slot.SlotFilterSpec;
import dev.tidemark.pointintime.slot.SpineInstants;
import dev.tidemark.pointintime.slot.SpineReading;
import dev.tidemark.pointintime.spark.NewAttribute;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/** The entry to the operator: takes Datasets and gives one. */
public final class SlotJoins {
    private SlotJoins() {}

    /**
     * The label rows.
     *
     * @param timestamp the column of instants, a TIMESTAMP
     * @param keys the columns of the join keys; whole numbers may differ in width from the groups'
     * @param reading the first reading of the spine; one that has other instants when it is read again fails
     */
    public record Spine(Dataset<Row> rows, String timestamp, List<String> keys, SpineReading reading) {}

    /**
     * The rows of a group.
     *
     * @param rows join keys in the order of the spine's, event time, created time, and features under the names of the
     *     output
     * @param ties the order of rows that agree in both times
     * @param match the name of the column that says whether a row was found, if it is wanted; of all groups or of none
     */
    public record History(
            String alias, Dataset<Row> rows, VisibilityRules rules, TieOrder ties, Optional<String> match) {
        /** This group with other rows of the same columns. */
        public History with(Dataset<Row> others) {
            return new History(alias, others, rules, ties, match);
        }
    }

    /** Returns whether the operator works in a session: Spark must run in this process, not behind Spark Connect. */
    public static boolean canRun(org.apache.spark.sql.SparkSession session) {
        return session instanceof SparkSession;
    }

    /**
     * Reads a spine's instants and broadcasts them to the executors.
     *
     * @param rows the join keys, then the instant, a TIMESTAMP; all of them pass through the driver, in 24 bytes each
     *     and more where keys are long
     */
    public static Broadcast<SpineInstants> instants(Dataset<Row> rows) {
        SparkSession session = (SparkSession) rows.sparkSession();
        return session.sparkContext()
                .broadcast(SpineInstantsScan.read(rows), ClassTag$.MODULE$.apply(SpineInstants.class));
    }

    /**
     * Drops the rows of a group that cannot be the newest at any instant of the spine, before they are shuffled. Some
     * such rows may stay.
     *
     * @param memory what a task may take for the rows it holds
     * @return the same columns
     */
    public static History filtered(History group, Broadcast<SpineInstants> instants, TaskMemory memory) {
        SparkSession session = (SparkSession) group.rows().sparkSession();
        install(session);
        SlotFilterSpec spec = new SlotFilterSpec(
                group.alias(), instants.value().keys(), group.rules(), group.ties(), instants, memory);
        SlotFilter filter = new SlotFilter(group.rows().queryExecution().analyzed(), spec);
        return group.with(org.apache.spark.sql.classic.Dataset.ofRows(session, filter));
    }

    /**
     * Joins a spine with all groups that share its keys.
     *
     * @return the spine's columns, then each group's features and its match
     */
    public static Dataset<Row> join(Spine spine, List<History> groups, JoinTasks tasks) {
        SparkSession session = (SparkSession) spine.rows().sparkSession();
        install(session);
        LogicalPlan spinePlan = spine.rows().queryExecution().analyzed();
        List<LogicalPlan> groupPlans = groups.stream()
                .map(group -> group.rows().queryExecution().analyzed())
                .toList();
        List<Expression> keys = new ArrayList<>();
        spine.keys().forEach(key -> keys.add(attribute(spinePlan, key)));
        SlotJoinSpec spec = new SlotJoinSpec(
                groups.stream().map(History::alias).toList(),
                groups.stream().map(History::rules).toList(),
                groups.stream().map(History::ties).toList(),
                spine.keys().size(),
                spine.reading(),
                tasks);
        LogicalPlan join = new SlotJoin(
                spinePlan,
                Sequences.seq(groupPlans),
                Sequences.seq(keys),
                attribute(spinePlan, spine.timestamp()),
                matches(groups),
                spec);
        return org.apache.spark.sql.classic.Dataset.ofRows(session, join);
    }

    private static Attribute attribute(LogicalPlan plan, String name) {
        return Sequences.<Attribute>list(plan.output()).stream()
                .filter(attribute -> attribute.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Seq<Attribute> matches(List<History> groups) {
        List<Attribute> matches = new ArrayList<>();
        for (History group : groups) {
            group.match().ifPresent(name -> matches.add(NewAttribute.notNull(name, DataTypes.BooleanType)));
        }
        return Sequences.seq(matches);
    }

    /** Adds the strategy to a session that was not started with Tidemark's extensions. */
    private static void install(SparkSession session) {
        List<SparkStrategy> known =
                Sequences.list(session.sessionState().planner().strategies());
        if (known.stream().noneMatch(SlotJoinStrategy.class::isInstance)) {
            List<SparkStrategy> extra = Sequences.list(session.experimental().extraStrategies());
            extra.add(new SlotJoinStrategy());
            session.experimental().extraStrategies_$eq(Sequences.seq(extra));
        }
    }
}
