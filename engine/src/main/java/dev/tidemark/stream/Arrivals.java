package dev.tidemark.stream;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ltrim;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.compile.ComputedColumns;
import dev.tidemark.compile.SourceColumns;
import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.TableAppends;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.ExactColumn;
import dev.tidemark.schema.InstantColumn;
import dev.tidemark.time.Microseconds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The events of a source as they arrive: the source's columns, and {@link DeadLetter#COLUMNS}, whose reason holds the
 * problem of a record. A wrong record is an ordinary row here, so that no record stops the stream.
 */
final class Arrivals {
    private static final String CORRUPT = "dead__corrupt";
    private static final String PROBLEM = "dead__problem";
    private static final String NOT_COMPUTED = "dead__not_computed";
    private static final List<String> OWN = List.of(
            CORRUPT,
            NOT_COMPUTED,
            DeadLetter.REASON,
            DeadLetter.TOPIC,
            DeadLetter.PARTITION,
            DeadLetter.OFFSET,
            DeadLetter.RAW);
    private static final long WHOLE_TOPIC = Long.MIN_VALUE;

    private final SparkSession spark;
    private final FeatureGroup group;
    private final DataSource source;
    private final StreamConfig config;

    Arrivals(SparkSession spark, FeatureGroup group, StreamConfig config) {
        this.spark = spark;
        this.group = group;
        this.source = group.sources().getFirst();
        this.config = config;
    }

    /** @param columns of the source, as the definition sees them */
    Dataset<Row> open(StructType columns, StreamStart start) {
        Dataset<Row> rows = switch (source.stream()) {
            case KafkaTopic(String topic) -> parsed(columns, topic(topic, start));
            case TableAppends appends -> appended(table(start));
            case null -> throw new IllegalArgumentException(source.name() + " has no stream");
        };
        return converted(columns, computed(rows)).withColumn(DeadLetter.REASON, reason());
    }

    /** Adds the columns that the definition computes. */
    private Dataset<Row> computed(Dataset<Row> rows) {
        Dataset<Row> unblamed = rows.withColumn(NOT_COMPUTED, lit(null).cast(DataTypes.StringType));
        if (source.options().computed().isEmpty()) {
            return unblamed;
        }
        StructType own = new SourceReader(spark, group).ownSchema(source);
        return new ComputedColumns(spark, group, source, own).orNull(withInstants(own, unblamed), NOT_COMPUTED);
    }

    /** Converts instants that came as text, because expressions expect instants. */
    private static Dataset<Row> withInstants(StructType own, Dataset<Row> rows) {
        Dataset<Row> converted = rows;
        for (StructField field : own.fields()) {
            DataType arrived = rows.schema().apply(field.name()).dataType();
            if (field.dataType().equals(DataTypes.TimestampType) && arrived.equals(DataTypes.StringType)) {
                ExactColumn instant =
                        InstantColumn.of(field.name(), arrived, null).orElseThrow();
                Column problem = concat(lit("column '%s': ".formatted(field.name())), instant.problem());
                converted = converted
                        .withColumn(NOT_COMPUTED, coalesce(col(NOT_COMPUTED), problem))
                        .withColumn(field.name(), instant.orNull());
            }
        }
        return converted;
    }

    /** Converts columns. A value for which a file would be refused makes a dead letter here. */
    private Dataset<Row> converted(StructType wanted, Dataset<Row> rows) {
        StructType found = new StructType();
        for (StructField field : rows.schema().fields()) {
            found = OWN.contains(field.name()) ? found : found.add(field);
        }
        SourceColumns columns = new SourceColumns(group, source, found).withInstantsOf(wanted);
        List<Column> own = new ArrayList<>(OWN.stream().map(functions::col).toList());
        own.add(columns.problem().as(PROBLEM));
        return rows.select(columns.orNull(own.toArray(Column[]::new)));
    }

    private Dataset<Row> topic(String topic, StreamStart start) {
        DataStreamReader reader = spark.readStream()
                .format("kafka")
                .option("subscribe", topic)
                .option("maxOffsetsPerTrigger", config.maxEvents())
                // Records that the topic has deleted are lost to the stream; the batch path has them. Stopping the
                // stream would not help.
                .option("failOnDataLoss", "false");
        for (Map.Entry<String, String> property : config.kafka().entrySet()) {
            reader = reader.option("kafka." + property.getKey(), property.getValue());
        }
        long since = from(start);
        return since == WHOLE_TOPIC
                ? reader.option("startingOffsets", "earliest").load()
                : reader.option("startingTimestamp", since)
                        .option("startingOffsetsByTimestampStrategy", "latest")
                        .load();
    }

    /**
     * Returns when the first relevant records were produced, in milliseconds; an event's time may be later than its
     * record's.
     */
    private long from(StreamStart start) {
        return start.since() == null
                ? WHOLE_TOPIC
                : Math.max(0, start.since().minus(config.ahead()).toEpochMilli());
    }

    private Dataset<Row> parsed(StructType columns, Dataset<Row> records) {
        StructType fields = jsonFields(columns).add(CORRUPT, DataTypes.StringType);
        Column text = col("value").cast(DataTypes.StringType);
        return records.select(
                        from_json(text, fields, Map.of("columnNameOfCorruptRecord", CORRUPT))
                                .as("event"),
                        unreadable(text).as(DeadLetter.REASON),
                        col("topic").as(DeadLetter.TOPIC),
                        col("partition").as(DeadLetter.PARTITION),
                        col("offset").as(DeadLetter.OFFSET),
                        substring(col("value"), 1, DeadLetter.LONGEST).as(DeadLetter.RAW))
                .select(
                        "event.*",
                        DeadLetter.REASON,
                        DeadLetter.TOPIC,
                        DeadLetter.PARTITION,
                        DeadLetter.OFFSET,
                        DeadLetter.RAW);
    }

    /**
     * Returns the fields of a record under the source's names, with instants as text, because JSON has no type for
     * them.
     */
    private StructType jsonFields(StructType columns) {
        if (!source.options().computed().isEmpty()) {
            return asText(new SourceReader(spark, group).ownSchema(source));
        }
        StructType fields = new StructType();
        Map<String, String> ownNames = new HashMap<>();
        source.options().namesByColumn().forEach((column, name) -> ownNames.put(name, column));
        for (StructField column : columns.fields()) {
            DataType type =
                    column.dataType().equals(DataTypes.TimestampType) ? DataTypes.StringType : column.dataType();
            fields = fields.add(ownNames.getOrDefault(column.name(), column.name()), type);
        }
        return fields;
    }

    private static StructType asText(StructType own) {
        StructType fields = new StructType();
        for (StructField field : own.fields()) {
            boolean hasNoJson =
                    field.dataType().equals(DataTypes.TimestampType) || field.dataType() instanceof NullType;
            fields = fields.add(field.name(), hasNoJson ? DataTypes.StringType : field.dataType());
        }
        return fields;
    }

    private static Column unreadable(Column text) {
        return when(text.isNull(), lit("the record is empty"))
                .when(ltrim(text).startsWith("{").unary_$bang(), lit("the record is not a JSON object"));
    }

    private Dataset<Row> table(StreamStart start) {
        DataStreamReader reader = spark.readStream()
                .format("iceberg")
                .option("streaming-max-rows-per-micro-batch", config.maxEvents())
                // Only appends are arrivals; the batch path picks up the changes of overwrites and deletes.
                .option("streaming-skip-overwrite-snapshots", "true")
                .option("streaming-skip-delete-snapshots", "true");
        return start.tableFrom() == 0
                ? reader.load(source.location())
                : reader.option("stream-from-timestamp", start.tableFrom()).load(source.location());
    }

    private Dataset<Row> appended(Dataset<Row> rows) {
        return rows.select(
                col("*"),
                lit(null).cast(DataTypes.StringType).as(CORRUPT),
                lit(null).cast(DataTypes.StringType).as(DeadLetter.REASON),
                lit(source.location()).as(DeadLetter.TOPIC),
                lit(null).cast(DataTypes.IntegerType).as(DeadLetter.PARTITION),
                lit(null).cast(DataTypes.LongType).as(DeadLetter.OFFSET),
                expr("substring(encode(to_json(struct(*)), 'UTF-8'), 1, %d)".formatted(DeadLetter.LONGEST))
                        .as(DeadLetter.RAW));
    }

    /** Returns the first problem of an event; null for a valid one. */
    private Column reason() {
        Column time = Columns.named(source.timestampField());
        Column found = when(col(DeadLetter.REASON).isNotNull(), col(DeadLetter.REASON))
                .when(
                        col(CORRUPT).isNotNull().and(expr("try_parse_json(%s) IS NULL".formatted(CORRUPT))),
                        lit("the record is not JSON"))
                .when(col(CORRUPT).isNotNull(), lit("a field is of another type than the source's column"))
                .when(col(NOT_COMPUTED).isNotNull(), col(NOT_COMPUTED))
                .when(col(PROBLEM).isNotNull(), col(PROBLEM));
        for (String key : group.entity().joinKeyNames()) {
            found = found.when(col(key).isNull(), lit("no join key '%s'".formatted(key)));
        }
        return found.when(time.isNull(), lit("no timestamp '%s'".formatted(source.timestampField())))
                .when(
                        call_function("unix_micros", time)
                                .gt(call_function("unix_micros", functions.current_timestamp())
                                        .plus(lit(Microseconds.of(config.ahead())))),
                        lit("its time is more than stream.ahead after the clock"));
    }
}
