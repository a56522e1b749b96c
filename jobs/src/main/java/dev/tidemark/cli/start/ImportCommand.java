package dev.tidemark.cli.start;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.option.Texts;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.files.FileKind;
import dev.tidemark.files.ImportedColumn;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.launch.Application;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.RunSubject;
import dev.tidemark.run.Runs;
import dev.tidemark.tables.TableImport;
import dev.tidemark.tables.TableImport.Existing;
import dev.tidemark.tables.TableName;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import dev.tidemark.terminal.Verbosity;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports a file into a table. */
@Command(
        name = "import",
        customSynopsis = "tidemark import FILE --table=NAMESPACE.NAME [OPTIONS]",
        description = {
            "Writes a CSV, Parquet or JSON file into a table.",
            "A JSON file has an object on each line. All rows are written in one commit, after the columns and their types were shown."
        },
        footer = {
            "tidemark import invoices.csv --table shop.invoices --dry-run",
            "tidemark import invoices.csv --table shop.invoices \\",
            "    --types \"customer_id BIGINT, paid_at TIMESTAMP\""
        })
public final class ImportCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "FILE", description = "A file, or a folder of such files.")
    private String file = "";

    @Option(
            names = "--table",
            required = true,
            paramLabel = "NAMESPACE.NAME",
            converter = Texts.TableText.class,
            description = "The table, such as shop.payments; a namespace that does not exist is created.")
    private @Nullable TableName table;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Texts.FormatText.class,
            completionCandidates = Texts.FormatText.class,
            description = "csv, parquet or json (default: what the file's name ends in).")
    private @Nullable FileKind kind;

    @Option(
            names = "--types",
            paramLabel = "TYPES",
            converter = Texts.ColumnTypesText.class,
            description = "Types of some columns, such as \"customer_id BIGINT, paid_at TIMESTAMP\".")
    private StructType types = new StructType();

    @ArgGroup
    private Choice choice = new Choice();

    @Option(names = "--dry-run", description = "Show the columns and their types and write nothing.")
    private boolean dryRun;

    /** The earlier second spelling of --dry-run. */
    @Option(names = "--check", hidden = true)
    private boolean check;

    private static final class Choice {
        @Option(names = "--append", description = "Add the rows to an existing table, in its types.")
        private boolean append;

        @Option(names = "--replace", description = "Replace the table and its columns; older snapshots keep its rows.")
        private boolean replace;
    }

    public ImportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        boolean writes = !dryRun && !check;
        TableName into = Objects.requireNonNull(table, "picocli requires it");
        FileKind fileKind = kind();
        try (Application application = invocation.open()) {
            long started = System.nanoTime();
            application.offline().step("import into " + into.text());
            TableImport tables = new TableImport(
                    application.offline().spark(), application.settings().text("warehouse.namespace"));
            TableImport.Prepared prepared =
                    tables.prepare(new LiteralPath(file, false), fileKind, into, types, existing());
            Report columns = columns(prepared);
            Report result = columns;
            if (writes && application.console().verbosity() != Verbosity.JSON) {
                application.console().show(columns);
                result = new Report();
            }
            if (!writes) {
                result.remark("Dry run: nothing was written.");
            } else {
                long rows = application
                        .metadata()
                        .runs()
                        .record(RunKind.IMPORT, RunSubject.table(into.text()), null, lease -> {
                            long written = tables.write(prepared);
                            return new Runs.Done<>(written, written, null);
                        });
                result.fact("table", into.text())
                        .fact("rows", rows)
                        .fact("took", Duration.ofNanos(System.nanoTime() - started));
            }
            application.console().show(result);
            return 0;
        }
    }

    private static Report columns(TableImport.Prepared prepared) {
        Table shown = Table.of("column", "type", "said by");
        for (ImportedColumn column : prepared.file().columns()) {
            shown.row(column.name(), column.type().sql(), column.reason().text());
        }
        Report report = new Report().table("columns", shown);
        prepared.file().remarks().forEach(report::remark);
        return report;
    }

    private Existing existing() {
        return choice.append ? Existing.APPEND : choice.replace ? Existing.REPLACE : Existing.REFUSE;
    }

    private FileKind kind() {
        return kind != null
                ? kind
                : FileKind.ofFile(file)
                        .orElseThrow(() -> new FeatureStoreException(
                                ErrorCode.INVALID_ARGUMENT,
                                "The name '%s' does not say what the file is; add --format %s"
                                        .formatted(
                                                file,
                                                String.join(
                                                                " or ",
                                                                Arrays.stream(FileKind.values())
                                                                        .map(FileKind::name)
                                                                        .toList())
                                                        .toLowerCase(Locale.ROOT))));
    }
}
