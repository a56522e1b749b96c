package dev.tidemark.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.schema.Columns;
import dev.tidemark.training.history.AbsentMark;
import dev.tidemark.training.history.HistoryNotes;
import dev.tidemark.training.history.NeverComputed;
import dev.tidemark.training.history.StaleRead;
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

/** Counts and digests the rows of one training set while they are written, without a second pass. */
final class RowObservation {
    private static final String ROWS = "rows";
    private static final String FIRST_HALF = "first_half";
    private static final String SECOND_HALF = "second_half";

    private final Observation observation = new Observation();
    private final Map<String, String> matchColumns;
    private final List<AbsentMark> marks;
    private final boolean fullNames;
    private StructType schema = new StructType();

    /**
     * @param matchColumns the match columns of the join, by alias
     * @param marks in the rows of the join
     */
    RowObservation(Map<String, String> matchColumns, List<AbsentMark> marks, boolean fullNames) {
        this.matchColumns = matchColumns;
        this.marks = marks;
        this.fullNames = fullNames;
    }

    /**
     * Observes the rows of a join.
     *
     * @param joined with a column of matches per group, and the marks
     * @return the same rows without those columns
     */
    Dataset<Row> watch(Dataset<Row> joined) {
        schema = joined.drop(matchColumns.values().toArray(String[]::new))
                .drop(marks.stream().map(mark -> mark.column(fullNames)).toArray(String[]::new))
                .schema();
        List<Column> aggregates = new ArrayList<>();
        aggregates.add(RowDigest.half(schema, 1).as(FIRST_HALF));
        aggregates.add(RowDigest.half(schema, 2).as(SECOND_HALF));
        matchColumns.forEach((alias, column) ->
                aggregates.add(count(when(col(column), lit(1))).as(metric(alias))));
        for (AbsentMark mark : marks) {
            for (int number = 0; number < mark.ranges().size(); number++) {
                Column hit = when(col(mark.column(fullNames)).equalTo(number), lit(1));
                aggregates.add(count(hit).as(metric(mark, number)));
            }
        }
        return joined.observe(observation, count(lit(1)).as(ROWS), aggregates.toArray(Column[]::new))
                .select(Arrays.stream(schema.fieldNames()).map(Columns::named).toArray(Column[]::new));
    }

    private static String metric(AbsentMark mark, int range) {
        return "absent %s %d".formatted(mark.alias(), range);
    }

    private List<NeverComputed> neverComputed(Map<String, Object> seen) {
        List<NeverComputed> never = new ArrayList<>();
        for (AbsentMark mark : marks) {
            List<Long> rows = new ArrayList<>();
            for (int number = 0; number < mark.ranges().size(); number++) {
                rows.add(number(seen, metric(mark, number)));
            }
            never.addAll(mark.counted(rows));
        }
        return never;
    }

    /** Returns the manifest of the observed rows. Waits until the write has ended. */
    Manifest manifest(PinnedInputs inputs, Instant madeAt, @Nullable Long outputSnapshotId, List<StaleRead> stale) {
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
                outputSnapshotId,
                new HistoryNotes(stale, neverComputed(seen)));
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
