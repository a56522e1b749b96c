package dev.tidemark.compile;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A SQL expression that computes a column from one row alone, so that every run, and batch and stream, compute the same
 * value.
 *
 * @param name of the column that it makes
 * @param sql as written in the definition
 * @param type of its result
 * @param reads the source's columns that it takes
 */
record RowExpression(String name, String sql, DataType type, List<String> reads) {
    /** Functions that Spark replaces by a constant of the query; they would differ in another query. */
    private static final Set<String> OF_THE_QUERY = Set.of(
            "CurrentTimestamp",
            "CurrentBatchTimestamp",
            "Now",
            "CurrentDate",
            "CurrentTime",
            "LocalTimestamp",
            "CurrentTimeZone",
            "CurrentUser",
            "CurrentDatabase",
            "CurrentCatalog");

    private static final int LONGEST_PART = 60;

    /**
     * Parses an expression and checks it against the columns.
     *
     * @param rows with the source's columns; no row is read
     */
    static RowExpression of(Dataset<Row> rows, String name, String sql, String subject) {
        String column = "Column '%s' of %s cannot be computed as '%s': ".formatted(name, subject, sql);
        List<String> known = Arrays.asList(rows.schema().fieldNames());
        Dataset<Row> analyzed;
        try {
            analyzed = rows.select(functions.expr(sql).as(name));
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH, column + problem(e, known, "the source has no column '%s'; %s"), e);
        }
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<Row>) analyzed)
                .queryExecution()
                .analyzed();
        if (!(plan instanceof Project project) || !project.child().children().isEmpty()) {
            throw refused(
                    column, "it is not computed of one row; aggregates, windows and explode belong into .sql(..)");
        }
        Set<String> reads = new LinkedHashSet<>();
        CollectionConverters.asJava(project.expressions()).forEach(part -> check(part, column, reads));
        return new RowExpression(name, sql, analyzed.schema().fields()[0].dataType(), List.copyOf(reads));
    }

    /** Refuses parts that have another value in each run; collects the names of the columns. */
    static void check(Expression part, String column, Set<String> reads) {
        String kind = part.getClass().getSimpleName();
        if (part instanceof SubqueryExpression) {
            throw refused(column, "it has a subquery; .sql(..) computes groups of several tables");
        }
        if (OF_THE_QUERY.contains(kind) || (part.children().isEmpty() && !part.deterministic())) {
            throw refused(column, "%s has another value in each run".formatted(text(part)));
        }
        if (part instanceof Attribute attribute) {
            reads.add(attribute.name());
        }
        CollectionConverters.asJava(part.children()).forEach(child -> check(child, column, reads));
        if (!part.deterministic()) {
            throw refused(column, "%s has another value in each run".formatted(text(part)));
        }
    }

    private static String text(Expression part) {
        String text = part.sql();
        return text.length() <= LONGEST_PART ? text : text.substring(0, LONGEST_PART - 3) + "...";
    }

    /** @param unknownColumn a message about a column that is not there, given its name and the nearest ones */
    static String problem(Exception failure, List<String> known, String unknownColumn) {
        if (failure instanceof AnalysisException analysis
                && String.valueOf(analysis.getCondition()).startsWith("UNRESOLVED_COLUMN")) {
            String unknown = analysis.getMessageParameters()
                    .getOrDefault("objectName", "")
                    .replace("`", "");
            return unknownColumn.formatted(unknown, nearest(unknown, known));
        }
        return FailureText.firstLine(failure);
    }

    /** Finds the nearest name by its letters alone, because expressions ignore case. */
    private static String nearest(String unknown, List<String> known) {
        return known.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(unknown.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map("did you mean %s?"::formatted)
                .orElseGet(() -> NearestNames.sentence(unknown, known));
    }

    private static FeatureStoreException refused(String column, String why) {
        return new FeatureStoreException(ErrorCode.INVALID_DEFINITION, column + why);
    }
}
