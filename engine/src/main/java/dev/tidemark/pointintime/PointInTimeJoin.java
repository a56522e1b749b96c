package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Knowledge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
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
 * <p>Every spine row comes out exactly once, its columns unchanged, with a column per feature; a feature is null where no
 * row held, or where the row that held has none. Immutable: each call returns a new join.
 */
public final class PointInTimeJoin {
    private final Dataset<Row> spine;
    private final String timestampColumn;
    private final List<JoinedGroup> groups;
    private final Knowledge knowledge;
    private final OutputNames names;

    private PointInTimeJoin(
            Dataset<Row> spine,
            String timestampColumn,
            List<JoinedGroup> groups,
            Knowledge knowledge,
            OutputNames names) {
        this.spine = spine;
        this.timestampColumn = timestampColumn;
        this.groups = List.copyOf(groups);
        this.knowledge = knowledge;
        this.names = names;
    }

    /**
     * Starts a join.
     *
     * @param spine the label rows: join keys, a TIMESTAMP and any other columns
     * @param timestampColumn the spine's column of instants
     */
    public static PointInTimeJoin of(Dataset<Row> spine, String timestampColumn) {
        return new PointInTimeJoin(
                spine, timestampColumn, List.of(), Knowledge.eventTime(), new OutputNames(false, false));
    }

    /** Adds a group. */
    public PointInTimeJoin with(JoinedGroup group) {
        List<JoinedGroup> more = new ArrayList<>(groups);
        more.add(group);
        return new PointInTimeJoin(spine, timestampColumn, more, knowledge, names);
    }

    /** Says what may be known of rows that were written late; event time only, unless said. */
    public PointInTimeJoin knowing(Knowledge newKnowledge) {
        return new PointInTimeJoin(spine, timestampColumn, groups, newKnowledge, names);
    }

    /** Names the output's features {@code group__feature}, so that groups may have features of the same name. */
    public PointInTimeJoin fullNames() {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, names.full());
    }

    /**
     * Adds a column {@code group__matched} after each group's features: whether a row held at all, which null features do
     * not tell.
     */
    public PointInTimeJoin showMatches() {
        return new PointInTimeJoin(spine, timestampColumn, groups, knowledge, names.withMatches());
    }

    /**
     * Runs the join. Reads the spine once, to number its rows and find its bounds; the result is computed when it is used.
     *
     * @return the spine's columns, then the features in the order of the groups
     * @throws FeatureStoreException where the spine lacks a column, a type does not fit or two columns would have one name
     */
    public Dataset<Row> run() {
        SpineCheck.check(spine, timestampColumn, groups, names);
        Dataset<Row> numbered = NumberedSpine.of(spine);
        Map<String, ScanBounds> bounds = bounds(numbered);
        List<Column> output = new ArrayList<>();
        for (String column : spine.columns()) {
            output.add(numbered.col(SpineCheck.quoted(column)));
        }
        Dataset<Row> joined = numbered;
        for (JoinedGroup group : groups) {
            ScanBounds bound = Objects.requireNonNull(bounds.get(group.alias()));
            Dataset<Row> chosen = new ReferencePlan(group, timestampColumn, knowledge).choose(numbered, bound);
            Column chosenFor = chosen.col(ReferencePlan.CHOSEN_FOR);
            joined = joined.join(chosen, numbered.col(NumberedSpine.ROW_ID).equalTo(chosenFor), "left");
            for (String feature : group.features()) {
                output.add(chosen.col(ReferencePlan.value(feature)).as(names.of(group, feature)));
            }
            names.matchOf(group)
                    .ifPresent(name -> output.add(chosenFor.isNotNull().as(name)));
        }
        return joined.select(output.toArray(Column[]::new));
    }

    /** Tells for each group, by its alias, which part of its history is read. Reads the spine's instants. */
    public Map<String, ScanBounds> bounds() {
        SpineCheck.check(spine, timestampColumn, groups, names);
        return bounds(spine);
    }

    private Map<String, ScanBounds> bounds(Dataset<Row> rows) {
        Column micros = unix_micros(col(SpineCheck.quoted(timestampColumn)));
        Row extent = rows.agg(min(micros), max(micros)).first();
        // A spine without instants matches nothing: any bounds do.
        long first = extent.isNullAt(0) ? 0 : extent.getLong(0);
        long last = extent.isNullAt(1) ? 0 : extent.getLong(1);
        Map<String, ScanBounds> bounds = new LinkedHashMap<>();
        groups.forEach(group -> bounds.put(group.alias(), ScanBounds.of(group.group(), knowledge, first, last)));
        return bounds;
    }
}
