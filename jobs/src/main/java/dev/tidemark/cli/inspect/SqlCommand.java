package dev.tidemark.cli.inspect;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.launch.Application;
import dev.tidemark.tables.QueryResult;
import dev.tidemark.tables.ReadOnlyStatement;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import dev.tidemark.terminal.Verbosity;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a SQL query over the tables. */
@Command(
        name = "sql",
        customSynopsis = "tidemark sql QUERY [OPTIONS]",
        description = {
            "Runs a query over the tables and shows its rows.",
            "The query is Spark SQL and never writes. Feature tables are in the namespace features."
        },
        footer = "tidemark sql \"SELECT * FROM features.user_transactions\" --limit 5")
public final class SqlCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "QUERY",
            description = "A statement: SELECT .., WITH .., SHOW TABLES IN .. or DESCRIBE TABLE ..")
    private String query = "";

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            converter = Texts.LimitText.class,
            defaultValue = "100",
            description = "How many rows at most, 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--csv", description = "Show the rows as CSV with a header.")
    private boolean csv;

    public SqlCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            application.offline().step("query");
            QueryResult result = ReadOnlyStatement.parse(application.offline().spark(), query)
                    .first(limit);
            show(application, result);
            return 0;
        }
    }

    private void show(Application application, QueryResult result) {
        String cut = "These are the first %,d rows; --limit 0 shows all.".formatted(limit);
        if (csv) {
            application.console().show(result.csv());
            if (result.isCut()) {
                application.console().say(cut);
            }
            return;
        }
        Report report = application.console().verbosity() == Verbosity.JSON
                ? new Report().fact("rows", result.records()).fact("cut", result.isCut())
                : new Report().table("rows", table(result));
        if (result.isCut()) {
            report.remark(cut);
        } else if (result.rows().isEmpty()) {
            report.remark("No rows. The columns are " + String.join(", ", result.columns()));
        }
        application.console().show(report);
    }

    private static Table table(QueryResult result) {
        Table table = Table.of(result.columns().toArray(String[]::new));
        for (List<@Nullable Object> row : result.rows()) {
            // Values are printed exactly: no digits are dropped or added.
            table.row(row.stream().map(SqlCommand::text).toArray());
        }
        return table;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? "null" : value.toString();
    }
}
