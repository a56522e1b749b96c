package dev.tidemark.compile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.schema.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a definition computes from the columns of a source, row by row. If an expression cannot take a
 * value, such as text in a cast to a number, only that row is at fault: a batch fails with the row's values, a stream
 * makes a dead letter.
 */
public final class ComputedColumns {
    private static final String VALUE = "value";
    private static final int LONGEST_VALUE = 100;

    private final String subject;
    private final StructType own;
    private final List<RowExpression> computed = new ArrayList<>();

    /**
     * @param own the source's columns, without computed ones
     * @throws FeatureStoreException with code SOURCE_MISMATCH if an expression does not parse or does not fit the
     *     columns, INVALID_DEFINITION if it does not work on single rows
     */
    public ComputedColumns(SparkSession spark, FeatureGroup group, DataSource source, StructType own) {
        this.subject = SourceColumns.subject(group, source);
        this.own = own;
        Dataset<Row> empty = spark.createDataFrame(List.of(), own);
        Faults faults = new Faults();
        source.options()
                .computed()
                .forEach(
                        (name, sql) -> faults.collect(() -> computed.add(RowExpression.of(empty, name, sql, subject))));
        faults.throwIfAny();
    }

    /** Returns the rows with the computed columns; a row that cannot be computed ends the query. */
    Dataset<Row> orFail(Dataset<Row> rows) {
        List<Column> columns = kept(rows);
        computed.forEach(one ->
                columns.add(plain(one).orElseGet(() -> valueOrFailure(one)).as(one.name())));
        return rows.select(columns.toArray(Column[]::new));
    }

    /**
     * Returns the rows with the computed columns, null if one cannot be computed.
     *
     * @param problem the column with the first problem of a row so far; a failed computation is added to it, with the
     *     values
     */
    public Dataset<Row> orNull(Dataset<Row> rows, String problem) {
        List<Column> columns = kept(rows.drop(problem));
        List<Column> problems = new ArrayList<>();
        problems.add(Columns.named(problem));
        for (RowExpression one : computed) {
            columns.add(plain(one).orElseGet(() -> attempt(one).getField(VALUE)).as(one.name()));
            if (plain(one).isEmpty()) {
                problems.add(when(attempt(one).isNull(), failure(one, "column '%s' ".formatted(one.name()))));
            }
        }
        columns.add(coalesce(problems.toArray(Column[]::new)).as(problem));
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Returns all columns whose names no computed column takes. */
    private List<Column> kept(Dataset<Row> rows) {
        List<String> hidden =
                computed.stream().map(one -> Columns.caseless(one.name())).toList();
        List<Column> kept = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            if (!hidden.contains(Columns.caseless(field.name()))) {
                kept.add(Columns.named(field.name()));
            }
        }
        return kept;
    }

    /**
     * Returns a plain column under another name, without a wrapper, so that Spark can push filters down to the files.
     */
    private Optional<Column> plain(RowExpression one) {
        return Arrays.stream(own.fieldNames())
                .filter(name ->
                        Stream.of(name, Columns.quoted(name)).anyMatch(one.sql().strip()::equalsIgnoreCase))
                .findFirst()
                .map(Columns::named);
    }

    /** Returns a struct around the value; null if the value cannot be computed. */
    private static Column attempt(RowExpression one) {
        Column value = struct(expr(one.sql()).as(VALUE));
        return ExpressionUtils.column(new TryEval(ExpressionUtils.expression(value)));
    }

    private Column valueOrFailure(RowExpression one) {
        UDF1<@Nullable Object, @Nullable Object> refuse = message -> {
            throw new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, Objects.toString(message));
        };
        Column attempt = attempt(one);
        Column message = failure(one, "Column '%s' of %s ".formatted(one.name(), subject));
        return when(attempt.isNotNull(), attempt.getField(VALUE))
                .otherwise(udf(refuse, one.type()).apply(message));
    }

    private static Column failure(RowExpression one, String column) {
        List<Column> values = new ArrayList<>();
        for (String name : one.reads()) {
            Column text = substring(Columns.named(name).cast(DataTypes.StringType), 1, LONGEST_VALUE);
            values.add(concat_ws("", lit(name + " = "), coalesce(text, lit("null"))));
        }
        return concat_ws(
                "",
                lit("%scannot be computed as '%s' of the row with ".formatted(column, one.sql())),
                concat_ws(", ", values.toArray(Column[]::new)));
    }
}
