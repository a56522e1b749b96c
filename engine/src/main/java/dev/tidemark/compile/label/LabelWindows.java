package dev.tidemark.compile.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.pointintime.LabelComputation;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.pointintime.spark.NewAttribute;
import dev.tidemark.pointintime.spark.Sequences;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.Knowledge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** The windows of one group at the instants of a spine: plans how labels and events meet. */
public final class LabelWindows implements LabelComputation {
    private static final String LABEL = "label__";
    private static final String INSTANT = "label__instant";
    private static final String MATCHED = "label__matched";

    private final SourceEvents source;

    public LabelWindows(SourceEvents source) {
        this.source = source;
    }

    @Override
    public Dataset<Row> join(Labels labels, Knowledge knowledge, List<Output> features, Optional<String> match) {
        VisibilityRules rules = VisibilityRules.of(source.group(), knowledge);
        SparkSession session = (SparkSession) labels.rows().sparkSession();
        LabelJoinStrategy.install(session);
        CompiledWindows windows = source.windows();
        List<StructField> carried = Arrays.asList(windows.carriedSchema().fields());
        int keys = labels.keys().size();
        List<String> names = carried.subList(keys + 2, carried.size()).stream()
                .map(StructField::name)
                .toList();
        List<Integer> wanted = features.stream()
                .map(feature -> names.indexOf(feature.feature()))
                .toList();
        List<StructField> values = wanted.stream()
                .map(position -> carried.get(keys + 2 + position))
                .toList();
        List<Attribute> added = new ArrayList<>();
        values.forEach(field ->
                added.add(NewAttribute.notNull(field.name(), field.dataType()).withNullability(true)));
        added.add(NewAttribute.notNull(MATCHED, DataTypes.BooleanType));
        LabelSpec spec = new LabelSpec(
                keys,
                windows.layout(),
                source.program(),
                wanted,
                values.stream().map(StructField::dataType).toList(),
                rules.delay(),
                rules.timeToLive(),
                windows.refusals());
        LabelJoin join = new LabelJoin(
                labels(labels, carried).queryExecution().analyzed(),
                events(labels, rules, carried).queryExecution().analyzed(),
                Sequences.seq(added),
                spec);
        Dataset<Row> joined = org.apache.spark.sql.classic.Dataset.ofRows(session, join);
        return joined.select(output(labels.rows().columns(), features, match));
    }

    /** The spine's columns have numbers for names while the group's features have theirs. */
    private Column[] output(String[] spine, List<Output> features, Optional<String> match) {
        List<Column> output = new ArrayList<>();
        for (int number = 0; number < spine.length; number++) {
            output.add(col(LABEL + number).as(spine[number]));
        }
        for (Output feature : features) {
            output.add(source.windows().feature(feature.feature()).as(feature.name()));
        }
        match.ifPresent(name -> output.add(col(MATCHED).as(name)));
        return output.toArray(Column[]::new);
    }

    private Dataset<Row> events(Labels labels, VisibilityRules rules, List<StructField> carried) {
        List<DataType> types = labels.keys().stream()
                .map(name -> labels.rows().schema().apply(name).dataType())
                .toList();
        Dataset<Row> visible = new VisibleEvents(source, rules).of(types, labels.first(), labels.last());
        List<String> names =
                Arrays.asList(visible.columns()).subList(0, labels.keys().size());
        return LabelledEntities.filter(visible, labels.spine(), keys(labels, carried), labels.count(), names);
    }

    private static List<Column> keys(Labels labels, List<StructField> carried) {
        List<Column> keys = new ArrayList<>();
        for (String name : labels.keys()) {
            keys.add(key(
                    name,
                    labels.rows().schema().apply(name).dataType(),
                    carried.get(keys.size()).dataType()));
        }
        return keys;
    }

    private Dataset<Row> labels(Labels labels, List<StructField> carried) {
        List<Column> columns = new ArrayList<>();
        for (Column key : keys(labels, carried)) {
            columns.add(key.as("key__" + columns.size()));
        }
        columns.add(unix_micros(Columns.named(labels.timestamp())).as(INSTANT));
        String[] spine = labels.rows().columns();
        for (int number = 0; number < spine.length; number++) {
            columns.add(Columns.named(spine[number]).as(LABEL + number));
        }
        return labels.rows().select(columns.toArray(Column[]::new));
    }

    /** Whole numbers of different width are compared as the wider ones. */
    private static Column key(String name, DataType type, DataType other) {
        Column column = Columns.named(name);
        if (type.equals(DataTypes.TimestampType)) {
            return unix_micros(column);
        }
        return type.equals(other) ? column : column.cast(DataTypes.LongType);
    }
}
