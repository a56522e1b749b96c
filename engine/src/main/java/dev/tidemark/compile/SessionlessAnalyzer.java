package dev.tidemark.compile;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
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
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions$;
import org.apache.spark.sql.catalyst.optimizer.RewriteWithExpression$;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's parser and analyzer for expressions over the columns of one row, without a session: the result depends on
 * Spark's own functions, in UTC, and on no setting.
 */
public final class SessionlessAnalyzer {
    private static final SQLConf CONF = conf();
    private static final CatalystSqlParser PARSER = new CatalystSqlParser();
    private static final Analyzer ANALYZER = new Analyzer(new SessionCatalog(
            new InMemoryCatalog(new SparkConf(/* loadDefaults= */ false), new Configuration(false)),
            FunctionRegistry.builtin(),
            TableFunctionRegistry.builtin(),
            CONF));

    private SessionlessAnalyzer() {}

    private static SQLConf conf() {
        SQLConf conf = new SQLConf();
        conf.setConfString("spark.sql.session.timeZone", "UTC");
        conf.setConfString("spark.sql.datetime.java8API.enabled", "true");
        // Otherwise a part that occurs twice would be computed by a plan of its own.
        conf.setConfString("spark.sql.alwaysInlineCommonExpr", "true");
        return conf;
    }

    /** The settings under which expressions are analyzed. */
    public static SQLConf settings() {
        return CONF;
    }

    /**
     * Parses an expression and resolves its columns and functions, ready for Spark's interpreter.
     *
     * @throws IllegalArgumentException if it is not computed of one row; Spark's own exceptions if it does not parse or
     *     does not fit the columns
     */
    public static Expression analyzed(String sql, Seq<Attribute> columns) {
        return SQLConf.withExistingConf(CONF, () -> analyzedUnderSettings(sql, columns));
    }

    private static Expression analyzedUnderSettings(String sql, Seq<Attribute> columns) {
        Expression parsed = PARSER.parseExpression(sql);
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
        LogicalPlan analyzed = ANALYZER.executeAndCheck(plan, new QueryPlanningTracker(Option.empty()));
        LogicalPlan plain = RewriteWithExpression$.MODULE$.apply(ReplaceExpressions$.MODULE$.apply(analyzed));
        if (!(plain instanceof Project project && project.child() instanceof LocalRelation)) {
            throw new IllegalArgumentException("it is not computed of one row");
        }
        return ((Alias) project.projectList().head()).child();
    }

    /** Returns a sequence of Scala with one element. */
    public static <T> Seq<T> sequence(T one) {
        return CollectionConverters.asScala(List.of(one)).toSeq();
    }
}
