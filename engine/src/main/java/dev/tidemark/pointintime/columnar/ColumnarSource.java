package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.block.RowBlockMetrics;
import dev.tidemark.pointintime.block.RowBlockSpec;
import dev.tidemark.pointintime.block.RowPartitioner;
import dev.tidemark.pointintime.row.AdvancingRows;
import dev.tidemark.pointintime.row.UnsafeRows;
import dev.tidemark.pointintime.spark.MappedRdd;
import dev.tidemark.pointintime.spark.Sequences;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SampleExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.runtime.AbstractPartialFunction;

/**
 * A plan that reads batches of columns, as Spark does from Parquet files and Iceberg tables, and only selects from
 * them. Spark would make rows of them one at a time, one column after another; {@link ColumnarRowIterator}, {@link
 * ColumnarPartitioner} and {@link SampledRows} do so in less than half the time. The plan and its counters stay as they
 * are.
 */
public final class ColumnarSource {
    private final SparkPlan scan;
    private final ScanProjection projection;
    private final double fraction;
    private final ColumnarMetrics metrics;

    private ColumnarSource(SparkPlan scan, ScanProjection projection, double fraction, ColumnarMetrics metrics) {
        this.scan = scan;
        this.projection = projection;
        this.fraction = fraction;
        this.metrics = metrics;
    }

    /**
     * The rows of a plan. Each is valid until the next one, and unsafe wherever Spark's is.
     *
     * @param refining begins to leave rows out in each partition; a plan that is not read by columns gives all rows
     */
    public static RDD<InternalRow> rows(SparkPlan plan, Refining refining) {
        return columns(plan)
                .map(source -> source.mapped(
                        refining, (selection, projection) -> new ColumnarRowIterator(selection, projection.types())))
                .orElseGet(plan::execute);
    }

    /** The rows of a plan in blocks. */
    public static RDD<InternalRow> blocks(SparkPlan plan, RowBlockSpec spec, RowBlockMetrics metrics) {
        return columns(plan)
                .map(source -> source.mapped(
                        () -> RowSelection.Refinement.NONE,
                        (selection, projection) -> new ColumnarPartitioner(spec, metrics, selection)))
                .orElseGet(() -> new MappedRdd<>(
                        plan.execute(),
                        (rows, context) -> new RowPartitioner(spec, metrics, new UnsafeRows(rows, spec.columns()))));
    }

    /** A source whose output is only columns of one word, without sampling. */
    private static Optional<ColumnarSource> columns(SparkPlan plan) {
        return of(plan).filter(source -> source.fraction == 1 && source.projection.isWords());
    }

    /** The rows of a plan that samples. The sample is as large as the one that Spark would draw, but has other rows. */
    public static RDD<InternalRow> anySample(SparkPlan plan) {
        return of(plan).filter(source -> source.fraction < 1)
                .map(ColumnarSource::sampled)
                .orElseGet(plan::execute);
    }

    private static Optional<ColumnarSource> of(SparkPlan plan) {
        List<SparkPlan> nodes = new ArrayList<>();
        SparkPlan at = withoutCode(plan);
        while (at instanceof ProjectExec || at instanceof FilterExec || at instanceof SampleExec) {
            nodes.addFirst(at);
            at = withoutCode(at.children().head());
        }
        return at instanceof ColumnarToRowExec toRows && toRows.child().supportsColumnar()
                ? of(toRows, nodes, plan)
                : Optional.empty();
    }

    private static SparkPlan withoutCode(SparkPlan plan) {
        SparkPlan at = plan;
        while (at instanceof WholeStageCodegenExec || at instanceof InputAdapter) {
            at = at.children().head();
        }
        return at;
    }

    private static Optional<ColumnarSource> of(ColumnarToRowExec toRows, List<SparkPlan> nodes, SparkPlan plan) {
        Map<ExprId, Expression> names = scanned(toRows.child());
        List<Expression> conditions = new ArrayList<>();
        List<SQLMetric> filtered = new ArrayList<>();
        double fraction = 1;
        for (SparkPlan node : nodes) {
            switch (node) {
                case FilterExec filter -> {
                    conditions.add(named(filter.condition(), names));
                    filtered.add(filter.longMetric("numOutputRows"));
                }
                case SampleExec sample
                when !sample.withReplacement() -> fraction *= sample.upperBound() - sample.lowerBound();
                case ProjectExec project -> name(project, names);
                default -> {
                    return Optional.empty();
                }
            }
        }
        List<Expression> output = Sequences.<Attribute>list(plan.output()).stream()
                .map(column -> named(column, names))
                .toList();
        ScanProjection projection = new ScanProjection(conditions, output);
        return projection.needOnlyTheRow()
                ? Optional.of(
                        new ColumnarSource(toRows.child(), projection, fraction, ColumnarMetrics.of(toRows, filtered)))
                : Optional.empty();
    }

    private static Map<ExprId, Expression> scanned(SparkPlan scan) {
        Map<ExprId, Expression> names = new HashMap<>();
        for (Attribute column : Sequences.<Attribute>list(scan.output())) {
            names.put(column.exprId(), new BoundReference(names.size(), column.dataType(), column.nullable()));
        }
        return names;
    }

    private static void name(ProjectExec project, Map<ExprId, Expression> names) {
        Map<ExprId, Expression> added = new HashMap<>();
        for (NamedExpression column : Sequences.<NamedExpression>list(project.projectList())) {
            if (column instanceof Alias alias) {
                added.put(alias.exprId(), named(alias.child(), names));
            }
        }
        names.putAll(added);
    }

    /** An expression over the scanned columns. */
    private static Expression named(Expression expression, Map<ExprId, Expression> names) {
        return expression.transformUp(new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Expression part) {
                return part instanceof Attribute attribute && names.containsKey(attribute.exprId());
            }

            @Override
            public Expression apply(Expression part) {
                return Objects.requireNonNull(names.get(((Attribute) part).exprId()));
            }
        });
    }

    /** Makes rows or blocks of the selected rows. */
    @FunctionalInterface
    private interface Making extends Serializable {
        AdvancingRows of(RowSelection selection, ScanProjection projection);
    }

    /**
     * Begins the refinement of a partition. Must not capture a node of the plan, because it is sent to the executors.
     */
    @FunctionalInterface
    public interface Refining extends Serializable {
        RowSelection.Refinement start();
    }

    private RDD<InternalRow> mapped(Refining refining, Making making) {
        ScanProjection rows = projection;
        ColumnarMetrics counts = metrics;
        return new MappedRdd<>(
                scan.executeColumnar(),
                (batches, context) -> making.of(
                        new RowSelection(batches, rows, context.partitionId(), counts, refining.start()), rows));
    }

    private RDD<InternalRow> sampled() {
        ScanProjection rows = projection;
        double some = fraction;
        return new MappedRdd<>(
                scan.executeColumnar(),
                (batches, context) -> new SampledRows(batches, rows, context.partitionId(), some));
    }
}
