package dev.tidemark.tables;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A statement that only reads. Spark's parser decides that, not the first word: {@code WITH x AS (..) INSERT ..}
 * writes. The parsed plan that was checked is executed; the text is not parsed again.
 */
public final class ReadOnlyStatement {
    /** Commands that only show something. */
    private static final Set<String> SHOWING =
            Set.of("ShowNamespaces", "ShowTables", "ShowColumns", "ShowTableProperties", "DescribeRelation");

    /** The plan nodes of queries. Any other node may write; a newer Spark may add such nodes. */
    private static final Set<String> READING = Set.of(
            "Aggregate",
            "AsOfJoin",
            "CTERelationDef",
            "Deduplicate",
            "Distinct",
            "Except",
            "Filter",
            "Generate",
            "GlobalLimit",
            "Intersect",
            "Join",
            "LateralJoin",
            "LocalLimit",
            "LocalRelation",
            "Offset",
            "OneRowRelation",
            "Pivot",
            "Project",
            "Range",
            "RelationTimeTravel",
            "RepartitionByExpression",
            "Repartition",
            "ResolvedInlineTable",
            "Sample",
            "Sort",
            "SubqueryAlias",
            "Tail",
            "Union",
            "UnresolvedHaving",
            "UnresolvedHint",
            "UnresolvedInlineTable",
            "UnresolvedPivot",
            "UnresolvedRelation",
            "UnresolvedSubqueryColumnAliases",
            "UnresolvedTVFAliases",
            "UnresolvedTableValuedFunction",
            "UnresolvedUnpivot",
            "UnresolvedWith",
            "Unpivot",
            "View",
            "Window",
            "With",
            "WithCTE",
            "WithWindowDefinition");

    private final SparkSession spark;
    private final LogicalPlan plan;

    private ReadOnlyStatement(SparkSession spark, LogicalPlan plan) {
        this.spark = spark;
        this.plan = plan;
    }

    /**
     * Parses a statement.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if it does not parse or is not a query
     */
    public static ReadOnlyStatement parse(SparkSession spark, String text) {
        SparkSession own = spark.newSession();
        // Spark's older classes of instants and dates depend on the JVM's zone.
        own.conf().set("spark.sql.datetime.java8API.enabled", "true");
        LogicalPlan plan;
        try {
            plan = own.sessionState().sqlParser().parsePlan(text.strip().replaceAll(";$", ""));
        } catch (Exception e) {
            throw invalid("The statement does not parse: " + SparkMessage.of(e), e);
        }
        if (!SHOWING.contains(name(plan))) {
            requireQuery(plan);
        }
        return new ReadOnlyStatement(own, plan);
    }

    /**
     * Runs the statement.
     *
     * @param limit the greatest number of rows, 0 for all
     * @throws FeatureStoreException with code INVALID_ARGUMENT if it names something that does not exist
     */
    public QueryResult first(int limit) {
        SparkSession before = SparkSession.getActiveSession().getOrElse(() -> spark);
        // The session that is active when a row is read decides its values' classes.
        SparkSession.setActiveSession(spark);
        try {
            return QueryResult.of(rows(), limit);
        } finally {
            SparkSession.setActiveSession(before);
        }
    }

    private Dataset<Row> rows() {
        try {
            return org.apache.spark.sql.classic.Dataset.ofRows((org.apache.spark.sql.classic.SparkSession) spark, plan);
        } catch (Exception e) {
            throw invalid("The statement does not run: " + SparkMessage.of(e), e);
        }
    }

    private static void requireQuery(LogicalPlan part) {
        if (part instanceof Command || part instanceof ParsedStatement || !READING.contains(name(part))) {
            throw invalid(
                    "Only queries run here, and this has '%s'; 'tidemark import' writes files into tables"
                            .formatted(words(part)),
                    null);
        }
        CollectionConverters.asJava(part.children()).forEach(ReadOnlyStatement::requireQuery);
        CollectionConverters.asJava(part.innerChildren()).forEach(ReadOnlyStatement::requireInnerQuery);
        CollectionConverters.asJava(part.expressions()).forEach(ReadOnlyStatement::requireQueries);
    }

    private static void requireInnerQuery(TreeNode<?> part) {
        if (part instanceof LogicalPlan plan) {
            requireQuery(plan);
        }
    }

    private static void requireQueries(Expression part) {
        if (part instanceof SubqueryExpression subquery) {
            requireQuery(subquery.plan());
        }
        CollectionConverters.asJava(part.children()).forEach(ReadOnlyStatement::requireQueries);
    }

    private static String name(LogicalPlan part) {
        return part.getClass().getSimpleName().replaceAll("(Statement|Command)$", "");
    }

    /** Formats a plan node's name: {@code InsertIntoStatement} as "INSERT INTO". */
    private static String words(LogicalPlan part) {
        return name(part).replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
    }

    private static FeatureStoreException invalid(String message, @Nullable Throwable cause) {
        return new FeatureStoreException(ErrorCode.INVALID_ARGUMENT, message, cause);
    }
}
