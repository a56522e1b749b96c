package dev.tidemark.pointintime;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.pointintime.plan.SlotJoins;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Gives each row of a spine the feature values that held at its instant, by the rule book's section 2.
 *
 * <pre>{@code
 * Dataset<Row> labelled = PointInTimeJoin.of(spine, "event_timestamp")
 *         .with(JoinedGroup.of(userTransactions, store.read(userTransactions)))
 *         .run();
 * }</pre>
 *
 * <p>Every spine row comes out exactly once, its columns unchanged, with a column per feature; a feature is null where
 * no row held, or where the row that held has none. Immutable: each call returns a new join.
 */
public final class PointInTimeJoin {
    private final Dataset<Row> spine;
    private final String timestampColumn;
    private final List<JoinedGroup> groups;
    private final Knowledge knowledge;
    private final boolean fullNames;
    private final boolean showMatches;
    private final Ties ties;
    private final PlanChoice plan;

    private PointInTimeJoin(
            Dataset<Row> spine,
            String timestampColumn,
            List<JoinedGroup> groups,
            Knowledge knowledge,
            boolean fullNames,
            boolean showMatches,
            Ties ties,
            PlanChoice plan) {
        this.spine = spine;
        this.timestampColumn = timestampColumn;
        this.groups = List.copyOf(groups);
        this.knowledge = knowledge;
        this.fullNames = fullNames;
        this.showMatches = showMatches;
        this.ties = ties;
        this.plan = plan;
    }

    /**
     * Starts a join.
     *
     * @param spine the label rows: join keys, a TIMESTAMP and any other columns
     * @param timestampColumn the spine's column of instants
     */
    public static PointInTimeJoin of(Dataset<Row> spine, String timestampColumn) {
        return new PointInTimeJoin(
                spine,
                timestampColumn,
                List.of(),
                Knowledge.eventTime(),
                false,
                false,
                Ties.SETTLED,
                PlanChoice.AUTOMATIC);
    }

    /** Adds a group. */
    public PointInTimeJoin with(JoinedGroup group) {
        List<JoinedGroup> more = new ArrayList<>(groups);
        more.add(group);
        return new PointInTimeJoin(spine, timestampColumn, more, knowledge, fullNames, showMatches, ties, plan);
    }

    /** Says what may be known of rows that were written late; event time only, unless said. */
    public PointInTimeJoin knowing(Knowledge newKnowledge) {
        return new PointInTimeJoin(spine, timestampColumn, groups, newKnowledge, fullNames, showMatches, ties, plan);
    }

    /** Names the output's features {@code group__feature}, so that groups may have features of the same name. */
    public PointInTimeJoin fullNames() {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, true, showMatches, ties, plan);
    }

    /**
     * Adds a column {@code group__matched} after each group's features: whether a row held at all, which null features
     * do not tell. Where another column has that name already, {@link #matchColumns} has the one that is taken.
     */
    public PointInTimeJoin showMatches() {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, fullNames, true, ties, plan);
    }

    /** The columns that {@link #showMatches} adds, by the groups' aliases. */
    public Map<String, String> matchColumns() {
        return names().matches();
    }

    private OutputNames names() {
        return OutputNames.of(Arrays.asList(spine.columns()), groups, fullNames, showMatches);
    }

    /** Says what is expected of rows that agree in entity and both times; they are settled, unless said. */
    public PointInTimeJoin expecting(Ties newTies) {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, fullNames, showMatches, newTies, plan);
    }

    /** Says how it is done; the fastest way that the session can run, unless said. */
    public PointInTimeJoin planned(PlanChoice newPlan) {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, fullNames, showMatches, ties, newPlan);
    }

    /**
     * Runs the join. Reads the spine's instants at once, to find out which part of each group can matter; the result is
     * computed when it is used.
     *
     * @return the spine's columns, then the features in the order of the groups
     * @throws FeatureStoreException where the spine lacks a column, a type does not fit or two columns would have one
     *     name
     */
    public Dataset<Row> run() {
        JoinRequest request = checked();
        JoinRequest histories = request.ofHistories();
        Dataset<Row> joined = histories.groups().isEmpty() ? spine : joined(histories);
        return histories.groups().size() == groups.size() ? joined : new SourcePlan(request, statistics()).run(joined);
    }

    private Dataset<Row> joined(JoinRequest request) {
        return switch (chosenPlan()) {
            case AUTOMATIC, SLOT -> new SlotPlan(request, statistics(), settings()).run();
            case MERGE -> new SlotPlan(request, statistics(), settings().merging()).run();
            case UNION -> UnionPlan.run(request, statistics());
            case REFERENCE -> RankedJoin.run(request);
        };
    }

    /** The plan that {@link #run} takes. */
    public PlanChoice chosenPlan() {
        if (plan != PlanChoice.AUTOMATIC) {
            return plan;
        }
        return SlotJoins.canRun(spine.sparkSession()) ? PlanChoice.SLOT : PlanChoice.UNION;
    }

    /** Tells for each group, by its alias, which part of its history is read. Reads the spine's instants. */
    public Map<String, ScanBounds> bounds() {
        checked();
        return statistics().bounds(groups, knowledge);
    }

    /** The span of the spine's instants; reads them. */
    public TimeRange span() {
        checked();
        SpineStatistics statistics = statistics();
        return new TimeRange(
                Microseconds.toInstant(statistics.first()),
                Microseconds.toInstant(statistics.last()).plusNanos(1_000));
    }

    /**
     * Tells how {@link #run} would do it. Reads the spine's instants, and where much is to be joined a sample of the
     * keys.
     */
    public JoinExplanation explain() {
        JoinRequest request = checked().ofHistories();
        SpineStatistics statistics = statistics();
        PlanChoice chosen = chosenPlan();
        List<JoinExplanation.Move> moves = chosen == PlanChoice.REFERENCE
                ? List.of()
                : new SlotPlan(request, statistics, settings()).moves(chosen != PlanChoice.UNION);
        return new JoinExplanation(chosen, reason(chosen), moves, statistics.bounds(groups, knowledge));
    }

    private String reason(PlanChoice chosen) {
        String asked = plan == PlanChoice.AUTOMATIC ? "" : "asked for; ";
        return asked
                + switch (chosen) {
                    case AUTOMATIC, SLOT ->
                        "one exchange of the spine per set of keys and one per group, no sort; tasks whose spine does not fit into memory merge sorted runs";
                    case MERGE -> "one exchange of the spine per set of keys and one per group, then sorted runs";
                    case UNION -> "plain SQL, because Spark is not in this process and cannot be extended";
                    case REFERENCE -> "the rule book's own words: an inequality join and a ranking";
                };
    }

    private JoinRequest checked() {
        OutputNames names = names();
        SpineCheck.check(spine, timestampColumn, groups, names);
        return new JoinRequest(spine, timestampColumn, groups, knowledge, names, ties);
    }

    private SpineStatistics statistics() {
        return SpineStatistics.of(spine, timestampColumn);
    }

    private SlotSettings settings() {
        return SlotSettings.of(spine.sparkSession());
    }
}
