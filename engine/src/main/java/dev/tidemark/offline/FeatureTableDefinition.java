package dev.tidemark.offline;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes a group's Iceberg table match its definition. */
final class FeatureTableDefinition {
    /*
     * Dictionaries stay small: sums and instants hardly repeat, and the dictionaries of many days that are open at once
     * would not fit the processor's caches. Counts and other values that do repeat need no more.
     */
    private static final String PROPERTIES = """
            'format-version'='2', 'write.format.default'='parquet', 'write.parquet.compression-codec'='zstd',
            'write.parquet.dict-size-bytes'='16384', 'write.distribution-mode'='hash',
            'write.metadata.delete-after-commit.enabled'='true', 'write.metadata.previous-versions-max'='50'
            """;

    private final SparkSession spark;
    private final String table;
    private final FeatureGroup group;

    FeatureTableDefinition(SparkSession spark, String table, FeatureGroup group) {
        this.spark = spark;
        this.table = table;
        this.group = group;
    }

    void apply() {
        if (spark.catalog().tableExists(table)) {
            evolve();
        } else {
            create();
        }
    }

    private void create() {
        Map<String, String> descriptions = descriptions();
        String columns = Arrays.stream(FeatureSchema.ofTable(group).fields())
                .map(field -> "%s %s%s COMMENT '%s'"
                        .formatted(
                                field.name(),
                                field.dataType().sql(),
                                field.nullable() ? "" : " NOT NULL",
                                escaped(descriptions.get(field.name()))))
                .collect(Collectors.joining(", "));
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + table.substring(0, table.lastIndexOf('.')));
        spark.sql(
                "CREATE TABLE IF NOT EXISTS %s (%s) USING iceberg PARTITIONED BY (days(event_timestamp)) COMMENT '%s' TBLPROPERTIES (%s)"
                        .formatted(table, columns, escaped(group.description()), PROPERTIES));
    }

    private void evolve() {
        Evolution evolution = evolution();
        if (!evolution.problems().isEmpty()) {
            throw new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, misfit(evolution.problems()));
        }
        evolution.statements().forEach(spark::sql);
    }

    /** Returns the reason why the table cannot match the definition; empty if it can, or if there is no table yet. */
    Optional<String> misfit() {
        if (!spark.catalog().tableExists(table)) {
            return Optional.empty();
        }
        List<String> problems = evolution().problems();
        return problems.isEmpty() ? Optional.empty() : Optional.of(misfit(problems));
    }

    private String misfit(List<String> problems) {
        return "Feature group '%s' does not fit its table %s: %s; give the changed features or the group a new name"
                .formatted(group.name(), table, String.join("; ", problems));
    }

    /** The statements that make the table match the definition, and the changes that are not possible. */
    private record Evolution(List<String> statements, List<String> problems) {}

    private Evolution evolution() {
        StructType stored = spark.read().table(table).schema();
        Set<String> names = Set.of(stored.fieldNames());
        List<String> problems = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        Map<String, String> descriptions = descriptions();
        for (StructField field : FeatureSchema.ofTable(group).fields()) {
            if (!names.contains(field.name())) {
                if (!field.nullable()) {
                    problems.add("join key '%s' is new".formatted(field.name()));
                }
                statements.add("ALTER TABLE %s ADD COLUMN %s %s COMMENT '%s'"
                        .formatted(
                                table, field.name(), field.dataType().sql(), escaped(descriptions.get(field.name()))));
                continue;
            }
            DataType before = stored.apply(field.name()).dataType();
            if (widens(before, field.dataType())) {
                statements.add("ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                        .formatted(table, field.name(), field.dataType().sql()));
            } else if (!before.sql().equals(field.dataType().sql())) {
                problems.add("'%s' is %s in the table and %s in the definition"
                        .formatted(field.name(), before.sql(), field.dataType().sql()));
            }
        }
        Set<String> keys = Set.copyOf(group.entity().joinKeyNames());
        Arrays.stream(stored.fields())
                .filter(field -> !field.nullable() && !keys.contains(field.name()))
                .map(StructField::name)
                .filter(name -> !name.equals(FeatureSchema.EVENT_TIMESTAMP) && !name.equals(FeatureSchema.CREATED_AT))
                .forEach(name -> problems.add("the table's join key '%s' is gone".formatted(name)));
        return new Evolution(statements, problems);
    }

    /** Returns true if Iceberg can change the type in place. */
    private static boolean widens(DataType from, DataType to) {
        return (from.equals(DataTypes.IntegerType) && to.equals(DataTypes.LongType))
                || (from.equals(DataTypes.FloatType) && to.equals(DataTypes.DoubleType));
    }

    private Map<String, String> descriptions() {
        Map<String, String> descriptions = new LinkedHashMap<>();
        group.entity()
                .joinKeyNames()
                .forEach(key ->
                        descriptions.put(key, "Join key of " + group.entity().name()));
        descriptions.put(FeatureSchema.EVENT_TIMESTAMP, "Business time from which the row is valid");
        descriptions.put(FeatureSchema.CREATED_AT, "The instant from which the row could be known");
        descriptions.put(
                FeatureSchema.CHANGES_TO_COME,
                "How the values go on if nothing happens; in an entity's last row of a run");
        for (Feature feature : group.features()) {
            descriptions.put(feature.name(), feature.description());
        }
        return descriptions;
    }

    private static String escaped(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text.replace("\\", "\\\\").replace("'", "\\'");
    }
}
