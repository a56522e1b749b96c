package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.pointintime.plan.JoinTasks;
import dev.tidemark.pointintime.plan.SlotJoins;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.pointintime.slot.SpineInstants;
import dev.tidemark.pointintime.slot.SpineReading;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Joins with Tidemark's operator: once per set of keys, each time with all groups that have them. */
final class SlotPlan {
    private final JoinRequest request;
    private final SpineStatistics statistics;
    private final SlotSettings settings;

    SlotPlan(JoinRequest request, SpineStatistics statistics, SlotSettings settings) {
        this.request = request;
        this.statistics = statistics;
        this.settings = settings;
    }

    Dataset<Row> run() {
        Dataset<Row> joined = request.spine();
        for (KeySet keySet : KeySet.of(request.groups())) {
            joined = join(joined, keySet);
        }
        return joined.select(output(request));
    }

    /**
     * Explains what would be shuffled.
     *
     * @param cutting whether hot entities are looked for
     */
    List<JoinExplanation.Move> moves(boolean cutting) {
        List<JoinExplanation.Move> moves = new ArrayList<>();
        for (KeySet keySet : KeySet.of(request.groups())) {
            List<SlotJoins.History> histories = histories(keySet);
            List<DataType> types = keySet.types(request.spine().schema());
            HotEntities hot = cutting ? hotEntities(keySet, types, histories) : HotEntities.none();
            moves.add(new JoinExplanation.Move(
                    keySet.columns(),
                    keySet.groups().stream().map(JoinedGroup::alias).toList(),
                    histories.stream()
                            .filter(this::isFiltered)
                            .map(SlotJoins.History::alias)
                            .toList(),
                    hot.cuts().size()));
        }
        return moves;
    }

    private Dataset<Row> join(Dataset<Row> spine, KeySet keySet) {
        List<DataType> types = keySet.types(spine.schema());
        List<SlotJoins.History> histories = histories(keySet);
        List<SlotJoins.History> moved = histories;
        Broadcast<SpineInstants> instants = null;
        if (histories.stream().anyMatch(this::isFiltered)) {
            instants = SlotJoins.instants(spineInstants(keySet));
            moved = filtered(histories, instants);
        }
        HotEntities hot = hotEntities(keySet, types, histories);
        List<String> keys = new ArrayList<>(keySet.columns());
        Dataset<Row> left = spine;
        if (!hot.isEmpty()) {
            HotCut cut = new HotCut(hot, types, request.unusedNames());
            left = cut.spine(spine, keySet.columns(), request.timestampColumn());
            moved = cut(cut, keySet, moved);
            keys.add(cut.part());
        }
        SpineReading reading = new SpineReading(statistics.first(), statistics.last(), instants);
        int tasks = partitions(histories);
        Dataset<Row> joined = SlotJoins.join(
                new SlotJoins.Spine(left, request.timestampColumn(), keys, reading),
                moved,
                new JoinTasks(tasks > settings.shufflePartitions() ? tasks : 0, settings.memory()));
        return joined.drop(passing(keySet, histories, keys));
    }

    /** The columns that only this join needed. */
    private static String[] passing(KeySet keySet, List<SlotJoins.History> histories, List<String> keys) {
        List<String> passing = new ArrayList<>(keys.subList(keySet.columns().size(), keys.size()));
        for (int number = 0; number < histories.size(); number++) {
            String[] columns = histories.get(number).rows().columns();
            int wanted = keySet.columns().size()
                    + 2
                    + keySet.groups().get(number).features().size();
            passing.addAll(Arrays.asList(columns).subList(wanted, columns.length));
        }
        return passing.toArray(String[]::new);
    }

    private List<SlotJoins.History> histories(KeySet keySet) {
        return keySet.groups().stream()
                .map(group -> new SlotJoins.History(
                        group.alias(),
                        history(keySet, group),
                        VisibilityRules.of(group.group(), request.knowledge()),
                        ties(group),
                        request.names().matchOf(group)))
                .toList();
    }

    /**
     * Returns whether a small spine sends its instants ahead to a group: rows that are the newest at none of them are
     * dropped at the scan.
     */
    private boolean isFiltered(SlotJoins.History history) {
        return settings.sendsInstants(statistics.rows(), history.rows());
    }

    private List<SlotJoins.History> filtered(List<SlotJoins.History> histories, Broadcast<SpineInstants> instants) {
        return histories.stream()
                .map(history ->
                        isFiltered(history) ? SlotJoins.filtered(history, instants, settings.memory()) : history)
                .toList();
    }

    private Dataset<Row> spineInstants(KeySet keySet) {
        List<Column> columns = new ArrayList<>();
        keySet.columns().forEach(key -> columns.add(Columns.named(key)));
        columns.add(Columns.named(request.timestampColumn()));
        return request.spine().select(columns.toArray(Column[]::new));
    }

    private List<SlotJoins.History> cut(HotCut cut, KeySet keySet, List<SlotJoins.History> histories) {
        List<SlotJoins.History> parts = new ArrayList<>();
        for (int number = 0; number < histories.size(); number++) {
            JoinedGroup group = keySet.groups().get(number);
            SlotJoins.History history = histories.get(number);
            parts.add(history.with(cut.group(
                    history.rows(), keySet.keys(group), VisibleFrom.of(group, request.knowledge()), history.ties())));
        }
        return parts;
    }

    /**
     * Looks for entities that would make one task run alone, if there is enough data for that to matter. Samples the
     * spine as it was given: what has been joined to it so far has the same keys, and would be computed for the sample.
     */
    private HotEntities hotEntities(KeySet keySet, List<DataType> types, List<SlotJoins.History> histories) {
        double moved = histories.stream()
                .mapToDouble(history -> settings.movedBytes(statistics.rows(), history.rows()))
                .sum();
        if (!settings.looksForHotEntities(moved)) {
            return HotEntities.none();
        }
        List<Dataset<Row>> inputs = new ArrayList<>();
        inputs.add(HotEntities.sample(request.spine())
                .select(
                        HotCut.hash(keySet.columns(), types).as(HotEntities.HASH),
                        unix_micros(Columns.named(request.timestampColumn())).as(HotEntities.TIME)));
        for (int number = 0; number < histories.size(); number++) {
            JoinedGroup group = keySet.groups().get(number);
            if (isFiltered(histories.get(number))) {
                // After the filter an entity has no more rows than its spine rows let through, and those are sampled.
                continue;
            }
            inputs.add(HotEntities.sample(histories.get(number).rows())
                    .select(
                            HotCut.hash(keySet.keys(group), types).as(HotEntities.HASH),
                            VisibleFrom.of(group, request.knowledge()).as(HotEntities.TIME)));
        }
        return HotEntities.among(inputs, SlotSettings.hotShare(partitions(histories), cores()));
    }

    private int cores() {
        return request.spine().sparkSession().sparkContext().defaultParallelism();
    }

    private int partitions(List<SlotJoins.History> histories) {
        return settings.partitions(
                statistics.rows(),
                histories.stream().map(SlotJoins.History::rows).toList(),
                cores());
    }

    private Dataset<Row> history(KeySet keySet, JoinedGroup group) {
        List<Column> columns = new ArrayList<>();
        keySet.keys(group).forEach(key -> columns.add(col(key)));
        columns.add(col(FeatureSchema.EVENT_TIMESTAMP));
        columns.add(col(FeatureSchema.CREATED_AT));
        group.features()
                .forEach(feature -> columns.add(col(feature).as(request.names().of(group, feature))));
        UnusedNames unused = request.unusedNames();
        for (String feature :
                read(group).subList(group.features().size(), read(group).size())) {
            columns.add(col(feature).as(unused.like("tie__%s__%s".formatted(group.alias(), feature))));
        }
        return statistics.bounds(group, request.knowledge()).apply(group.rows()).select(columns.toArray(Column[]::new));
    }

    /** The features that are read of a group: the requested ones, then those that only decide ties. */
    private List<String> read(JoinedGroup group) {
        Set<String> read = new LinkedHashSet<>(group.features());
        if (request.ties() == Ties.SETTLED) {
            read.addAll(TieColumns.deciding(group));
        }
        return List.copyOf(read);
    }

    private TieOrder ties(JoinedGroup group) {
        List<String> read = read(group);
        List<String> deciding = TieColumns.deciding(group);
        return new TieOrder(
                deciding.stream().filter(read::contains).map(read::indexOf).toList(), read.containsAll(deciding));
    }

    /** The spine's columns, then the groups' in the order of the request. */
    static Column[] output(JoinRequest request) {
        List<Column> output = new ArrayList<>();
        for (String column : request.spine().columns()) {
            output.add(Columns.named(column));
        }
        for (JoinedGroup group : request.groups()) {
            group.features().forEach(feature -> output.add(col(request.names().of(group, feature))));
            request.names().matchOf(group).ifPresent(name -> output.add(col(name)));
        }
        return output.toArray(Column[]::new);
    }
}
