package dev.tidemark.pointintime.slot;

import java.io.Serializable;
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

/** Puts the operator between Datasets. */
public final class SlotJoins {
    private SlotJoins() {}

    /**
     * The label rows.
     *
     * @param timestamp the column of instants, a TIMESTAMP
     * @param keys the columns that say which entity; whole numbers may differ in width from the groups'
     * @param reading what the groups were read for; a spine that has other instants when it is read again fails
     */
    public record Spine(Dataset<Row> rows, String timestamp, List<String> keys, SpineReading reading) {}

    /**
     * A group's rows.
     *
     * @param rows join keys in the order of the spine's, event time, created time, and features under the names of the
     *     output
     * @param ties what decides between rows that agree in both times
     * @param match the name of the column that says whether a row was found, if it is wanted; of all groups or of none
     */
    public record History(
            String alias, Dataset<Row> rows, VisibilityRules rules, TieOrder ties, Optional<String> match) {
        /** The same group with other rows of the same columns. */
        public History with(Dataset<Row> others) {
            return new History(alias, others, rules, ties, match);
        }
    }

    /**
     * What the join is divided into.
     *
     * @param count how many tasks; 0 leaves it to Spark, which may then put small ones together
     * @param memory bytes that the slots of one may take before it merges sorted runs instead; 0 leaves it to the
     *     executor, a negative number merges from the start
     */
    public record Tasks(int count, long memory) implements Serializable {}

    /** Whether the operator can work in a session: its Spark must run here, not be asked from afar. */
    public static boolean canRun(org.apache.spark.sql.SparkSession session) {
        return session instanceof SparkSession;
    }

    /**
     * Reads a spine's instants, to send them to the executors.
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
     * Drops those of a group's rows that cannot be the newest at any of a spine's instants, before they are moved.
     * Others may stay.
     *
     * @param memoryPerTask bytes that a task may take for the rows it holds; if it is not positive, a share of what the
     *     executor has
     * @return the same columns
     */
    public static History filtered(History group, Broadcast<SpineInstants> instants, long memoryPerTask) {
        SparkSession session = (SparkSession) group.rows().sparkSession();
        install(session);
        SlotFilterTerms terms = new SlotFilterTerms(
                group.alias(), instants.value().keys(), group.rules(), group.ties(), instants, memoryPerTask);
        SlotFilter filter = new SlotFilter(group.rows().queryExecution().analyzed(), terms);
        return group.with(org.apache.spark.sql.classic.Dataset.ofRows(session, filter));
    }

    /**
     * Joins a spine with all groups that share its keys.
     *
     * @return the spine's columns, then each group's features and its match
     */
    public static Dataset<Row> join(Spine spine, List<History> groups, Tasks tasks) {
        SparkSession session = (SparkSession) spine.rows().sparkSession();
        install(session);
        LogicalPlan spinePlan = spine.rows().queryExecution().analyzed();
        List<LogicalPlan> groupPlans = groups.stream()
                .map(group -> group.rows().queryExecution().analyzed())
                .toList();
        List<Expression> keys = new ArrayList<>();
        spine.keys().forEach(key -> keys.add(attribute(spinePlan, key)));
        SlotJoinTerms terms = new SlotJoinTerms(
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
                terms);
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

    /** A session that was not started with {@link TidemarkExtensions} learns the strategy now. */
    private static void install(SparkSession session) {
        if (session.conf().get("spark.sql.extensions", "").contains(TidemarkExtensions.class.getName())) {
            return;
        }
        List<SparkStrategy> known = Sequences.list(session.experimental().extraStrategies());
        if (known.stream().noneMatch(SlotJoinStrategy.class::isInstance)) {
            known.add(new SlotJoinStrategy());
            session.experimental().extraStrategies_$eq(Sequences.seq(known));
        }
    }
}
