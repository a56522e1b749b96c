package dev.tidemark.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.schema.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Counts and digests the rows of one training set while they are written: no second pass over them. */
final class RowObservation {
    private static final String ROWS = "rows";
    private static final String FIRST_HALF = "first_half";
    private static final String SECOND_HALF = "second_half";

    private final Observation observation = new Observation();
    private final Map<String, String> matchColumns;
    private StructType schema = new StructType();

    /** @param matchColumns the join's, by alias */
    RowObservation(Map<String, String> matchColumns) {
        this.matchColumns = matchColumns;
    }

    /**
     * Watches the rows of a join.
     *
     * @param joined with a column of matches per group
     * @return the same rows without those columns
     */
    Dataset<Row> watch(Dataset<Row> joined) {
        schema = joined.drop(matchColumns.values().toArray(String[]::new)).schema();
        List<Column> aggregates = new ArrayList<>();
        aggregates.add(RowDigest.half(schema, 1).as(FIRST_HALF));
        aggregates.add(RowDigest.half(schema, 2).as(SECOND_HALF));
        matchColumns.forEach((alias, column) ->
                aggregates.add(count(when(col(column), lit(1))).as(metric(alias))));
        return joined.observe(observation, count(lit(1)).as(ROWS), aggregates.toArray(Column[]::new))
                .select(Arrays.stream(schema.fieldNames()).map(Columns::named).toArray(Column[]::new));
    }

    /** What was seen. Waits for the write to have ended. */
    Manifest manifest(PinnedInputs inputs, Instant madeAt, @Nullable Long outputSnapshotId) {
        Map<String, Object> seen = seen();
        Map<String, Long> matches = new LinkedHashMap<>();
        inputs.groups().forEach(group -> matches.put(group.alias(), number(seen, metric(group.alias()))));
        return new Manifest(
                inputs,
                madeAt,
                number(seen, ROWS),
                Arrays.stream(schema.fields())
                        .map(field -> new Manifest.OutputColumn(
                                field.name(), field.dataType().sql()))
                        .toList(),
                RowDigest.text((BigDecimal) seen.get(FIRST_HALF), (BigDecimal) seen.get(SECOND_HALF)),
                matches,
                outputSnapshotId);
    }

    private static String metric(String alias) {
        return "matched " + alias;
    }

    private Map<String, Object> seen() {
        try {
            return observation.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the training set was written", e);
        }
    }

    private static long number(Map<String, Object> seen, String name) {
        return (Long) Objects.requireNonNull(seen.get(name));
    }
}
