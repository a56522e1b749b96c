package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.pointintime.slot.SlotJoins;
import dev.tidemark.pointintime.slot.VisibilityRules;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Joins by Tidemark's own operator: once per set of keys, each time with all groups that have them. */
final class SlotPlan {
    private static final String SPINE_KEY = "spine__key_";

    private final JoinRequest request;
    private final SpineExtent extent;
    private final SlotSettings settings;

    SlotPlan(JoinRequest request, SpineExtent extent, SlotSettings settings) {
        this.request = request;
        this.extent = extent;
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
     * Tells what would be moved.
     *
     * @param cutting whether hot entities are looked for
     */
    List<JoinExplanation.Move> moves(boolean cutting) {
        List<JoinExplanation.Move> moves = new ArrayList<>();
        for (KeySet keySet : KeySet.of(request.groups())) {
            List<Dataset<Row>> histories = keySet.groups().stream()
                    .map(group -> history(keySet, group))
                    .toList();
            List<DataType> types = keySet.types(request.spine().schema());
            HotEntities hot = cutting ? hotEntities(request.spine(), keySet, types, histories) : HotEntities.none();
            moves.add(new JoinExplanation.Move(
                    keySet.columns(),
                    keySet.groups().stream().map(JoinedGroup::alias).toList(),
                    hot.cuts().size()));
        }
        return moves;
    }

    private Dataset<Row> join(Dataset<Row> spine, KeySet keySet) {
        List<DataType> types = keySet.types(spine.schema());
        List<Dataset<Row>> histories =
                keySet.groups().stream().map(group -> history(keySet, group)).toList();
        HotEntities hot = hotEntities(spine, keySet, types, histories);
        List<String> keys = new ArrayList<>(keySet.columns());
        List<DataType> keyTypes = new ArrayList<>(types);
        Dataset<Row> left = spine;
        List<Dataset<Row>> right = histories;
        if (!hot.isEmpty()) {
            HotCut cut = new HotCut(hot, types);
            left = cut.spine(spine, keySet.columns(), request.timestampColumn());
            right = cut(cut, keySet, histories);
            keys.add(HotCut.PART);
            keyTypes.add(DataTypes.IntegerType);
        }
        Dataset<Row> joined = SlotJoins.join(
                new SlotJoins.Spine(left, request.timestampColumn(), keys, keyTypes, extent.first(), extent.last()),
                joins(keySet, right),
                settings.memoryPerTask());
        return joined.drop(HotCut.PART);
    }

    private List<SlotJoins.History> joins(KeySet keySet, List<Dataset<Row>> histories) {
        List<SlotJoins.History> joins = new ArrayList<>();
        for (int number = 0; number < histories.size(); number++) {
            JoinedGroup group = keySet.groups().get(number);
            joins.add(new SlotJoins.History(
                    group.alias(),
                    histories.get(number),
                    VisibilityRules.of(group.group(), request.knowledge()),
                    request.names().matchOf(group)));
        }
        return joins;
    }

    private List<Dataset<Row>> cut(HotCut cut, KeySet keySet, List<Dataset<Row>> histories) {
        List<Dataset<Row>> parts = new ArrayList<>();
        for (int number = 0; number < histories.size(); number++) {
            JoinedGroup group = keySet.groups().get(number);
            parts.add(cut.group(histories.get(number), keySet.keys(group), VisibleFrom.of(group, request.knowledge())));
        }
        return parts;
    }

    /** Looks for entities that would make one task run alone, where there is enough data for that to matter. */
    private HotEntities hotEntities(
            Dataset<Row> spine, KeySet keySet, List<DataType> types, List<Dataset<Row>> histories) {
        if (!settings.looksForHotEntities(histories)) {
            return HotEntities.none();
        }
        List<Dataset<Row>> inputs = new ArrayList<>();
        inputs.add(spine.select(
                HotCut.hash(keySet.columns(), types).as(HotEntities.HASH),
                unix_micros(col(SpineCheck.quoted(request.timestampColumn()))).as(HotEntities.TIME)));
        for (int number = 0; number < histories.size(); number++) {
            JoinedGroup group = keySet.groups().get(number);
            inputs.add(histories
                    .get(number)
                    .select(
                            HotCut.hash(keySet.keys(group), types).as(HotEntities.HASH),
                            VisibleFrom.of(group, request.knowledge()).as(HotEntities.TIME)));
        }
        return HotEntities.among(inputs, settings.hotShare());
    }

    private Dataset<Row> history(KeySet keySet, JoinedGroup group) {
        List<Column> columns = new ArrayList<>();
        keySet.keys(group).forEach(key -> columns.add(col(key)));
        columns.add(col(FeatureSchema.EVENT_TIMESTAMP));
        columns.add(col(FeatureSchema.CREATED_AT));
        group.features()
                .forEach(feature -> columns.add(col(feature).as(request.names().of(group, feature))));
        Dataset<Row> history =
                extent.bounds(group, request.knowledge()).apply(group.rows()).select(columns.toArray(Column[]::new));
        return settings.sendsKeys(extent.rows(), history) ? ofSpinesEntities(keySet, group, history) : history;
    }

    /** Where the spine is small, its keys go ahead: rows of other entities are dropped where they are read. */
    private Dataset<Row> ofSpinesEntities(KeySet keySet, JoinedGroup group, Dataset<Row> history) {
        List<Column> keys = new ArrayList<>();
        for (int key = 0; key < keySet.columns().size(); key++) {
            keys.add(col(SpineCheck.quoted(keySet.columns().get(key))).as(SPINE_KEY + key));
        }
        Dataset<Row> sent = request.spine().select(keys.toArray(Column[]::new)).distinct();
        Column same = lit(true);
        for (int key = 0; key < keys.size(); key++) {
            same = same.and(history.col(keySet.keys(group).get(key)).equalTo(sent.col(SPINE_KEY + key)));
        }
        return history.join(broadcast(sent), same, "left_semi");
    }

    /** The spine's columns, then the groups' in the order of the request. */
    static Column[] output(JoinRequest request) {
        List<Column> output = new ArrayList<>();
        for (String column : request.spine().columns()) {
            output.add(col(SpineCheck.quoted(column)));
        }
        for (JoinedGroup group : request.groups()) {
            group.features().forEach(feature -> output.add(col(request.names().of(group, feature))));
            request.names().matchOf(group).ifPresent(name -> output.add(col(name)));
        }
        return output.toArray(Column[]::new);
    }
}
