package dev.tidemark.files;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The columns whose values are in the names of folders ({@code shop=007/}). Spark guesses their types. */
final class PartitionColumns {
    private PartitionColumns() {}

    static Set<String> of(Dataset<Row> files) {
        Set<String> names = new HashSet<>();
        CollectionConverters.asJava(files.queryExecution().analyzed().collectLeaves())
                .forEach(leaf -> {
                    if (leaf instanceof LogicalRelation logical
                            && logical.relation() instanceof HadoopFsRelation relation) {
                        names.addAll(Set.of(relation.partitionSchema().fieldNames()));
                    }
                });
        return names;
    }

    /** Returns a schema with some columns as text: shop 007 is not the number 7. */
    static StructType asText(StructType schema, Set<String> columns) {
        StructType changed = new StructType();
        for (StructField field : schema.fields()) {
            changed = columns.contains(field.name())
                    ? changed.add(field.name(), DataTypes.StringType)
                    : changed.add(field);
        }
        return changed;
    }
}
