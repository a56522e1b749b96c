package dev.tidemark.testing.spark;

import dev.tidemark.feature.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InterpretedMutableProjection;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions$;
import org.apache.spark.sql.catalyst.optimizer.RewriteWithExpression$;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Conditions and computed columns of single rows, by Spark's own parser, analyzer and interpreter: without a session,
 * which takes seconds to start, and with the same result.
 */
public final class RowExpressions {
    private static final class Spark {
        static final SQLConf CONF = conf();
        static final CatalystSqlParser PARSER = new CatalystSqlParser();
        static final Analyzer ANALYZER = new Analyzer(new SessionCatalog(
                new InMemoryCatalog(new SparkConf(/* loadDefaults= */ false), new Configuration(false)),
                FunctionRegistry.builtin(),
                TableFunctionRegistry.builtin(),
                CONF));

        private static SQLConf conf() {
            SQLConf conf = new SQLConf();
            conf.setConfString("spark.sql.session.timeZone", "UTC");
            conf.setConfString("spark.sql.datetime.java8API.enabled", "true");
            // Otherwise a part that occurs twice would be computed by a plan of its own.
            conf.setConfString("spark.sql.alwaysInlineCommonExpr", "true");
            return conf;
        }
    }

    private final StructType schema;

    private RowExpressions(StructType schema) {
        this.schema = schema;
    }

    /** An expression's type, and its value for each row. */
    public record Computed(FeatureType type, List<@Nullable Object> values) {}

    /** Expressions over columns of these types; a column without a type holds nulls only. */
    public static RowExpressions over(Map<String, Optional<FeatureType>> types) {
        return new RowExpressions(SparkTypes.schema(types));
    }

    /**
     * Computes an expression for each row.
     *
     * @throws IllegalArgumentException where it does not parse or does not fit the columns, or where a value does not
     *     fit it
     */
    public Computed compute(String sql, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        try {
            return SQLConf.withExistingConf(Spark.CONF, () -> evaluate(sql, rows));
        } catch (Exception e) { // Spark's own are checked, but not declared.
            throw new IllegalArgumentException(
                    "Invalid expression '%s': %s"
                            .formatted(sql, String.valueOf(e.getMessage()).strip()),
                    e);
        }
    }

    private Computed evaluate(String sql, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        @SuppressWarnings("unchecked") // Scala's sequences are covariant.
        Seq<Attribute> columns = (Seq<Attribute>) (Seq<?>) DataTypeUtils.toAttributes(schema);
        Expression value = analyzed(sql, columns);
        DataType type = value.dataType();
        InterpretedMutableProjection projection = new InterpretedMutableProjection(sequence(value), columns);
        projection.initialize(0);
        Function1<Object, Object> toCatalyst = CatalystTypeConverters.createToCatalystConverter(schema);
        List<@Nullable Object> values = new ArrayList<>();
        for (Map<String, ? extends @Nullable Object> row : rows) {
            InternalRow computed = projection.apply((InternalRow) toCatalyst.apply(external(row)));
            values.add(SparkTypes.value(CatalystTypeConverters.convertToScala(computed.get(0, type), type)));
        }
        return new Computed(SparkTypes.featureType(type, sql), values);
    }

    private Expression analyzed(String sql, Seq<Attribute> columns) {
        Expression parsed = Spark.PARSER.parseExpression(sql);
        Alias named = new Alias(
                parsed,
                "value",
                NamedExpression.newExprId(),
                CollectionConverters.<String>asScala(List.of()).toSeq(),
                Option.empty(),
                CollectionConverters.<String>asScala(List.of()).toSeq());
        LogicalPlan plan = new Project(
                sequence((NamedExpression) named),
                new LocalRelation(
                        columns,
                        CollectionConverters.<InternalRow>asScala(List.of()).toSeq(),
                        false,
                        Option.empty()));
        LogicalPlan analyzed = Spark.ANALYZER.executeAndCheck(plan, new QueryPlanningTracker(Option.empty()));
        LogicalPlan plain = RewriteWithExpression$.MODULE$.apply(ReplaceExpressions$.MODULE$.apply(analyzed));
        if (!(plain instanceof Project project && project.child() instanceof LocalRelation)) {
            throw new IllegalArgumentException("it is not computed of one row");
        }
        return ((Alias) project.projectList().head()).child();
    }

    private static <T> Seq<T> sequence(T one) {
        return CollectionConverters.asScala(List.of(one)).toSeq();
    }

    private Row external(Map<String, ? extends @Nullable Object> row) {
        @Nullable Object[] values = new Object[schema.length()];
        for (int position = 0; position < values.length; position++) {
            values[position] = row.get(schema.fieldNames()[position]);
        }
        return RowFactory.create(values);
    }
}
