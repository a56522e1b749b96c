package dev.tidemark.cli.define;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.Retirement.Kind;
import dev.tidemark.retirement.OutOfUse;
import dev.tidemark.terminal.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes groups and services out of use. */
@Command(
        name = "retire",
        customSynopsis = "tidemark retire NAME... [OPTIONS]",
        description = {
            "Takes feature groups or feature services out of use.",
            "A retired group has no runs, no schedule, no lookups and no online values. Its history stays; 'tidemark purge' removes it."
        },
        footer = {"tidemark retire merchant_risk", "tidemark retire merchant_risk --undo"})
public final class RetireCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The feature groups or feature services, by name.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--undo", description = "Take them into use again.")
    private boolean undo;

    public RetireCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            OutOfUse outOfUse = application.online().outOfUse();
            Report report = new Report();
            for (String name : names) {
                Kind kind = outOfUse.kind(name);
                if (undo) {
                    outOfUse.undo(kind, name);
                    report.remark(
                            kind == Kind.SERVICE
                                    ? "'%s' is in use again.".formatted(name)
                                    : "'%s' is in use again; 'tidemark sync %s' brings its values online, where it is online."
                                            .formatted(name, name));
                } else {
                    report.remark(retire(application, outOfUse, kind, name));
                }
            }
            application.console().show(report);
            return 0;
        }
    }

    private static String retire(Application application, OutOfUse outOfUse, Kind kind, String name) {
        if (kind == Kind.SERVICE) {
            outOfUse.retireService(name);
            return "Feature service '%s' is retired; 'tidemark retire --undo %s' takes it into use again."
                    .formatted(name, name);
        }
        long gone = outOfUse.retireGroup(name, progress(application, name));
        return String.format(
                Locale.ROOT,
                "Feature group '%s' is retired, %,d online values are gone; its history stays until 'tidemark purge"
                        + " %s'.",
                name,
                gone,
                name);
    }

    static LongConsumer progress(Application application, String name) {
        return soFar -> application
                .console()
                .progress()
                .status(String.format(Locale.ROOT, "remove %s | %,d entities", name, soFar));
    }
}
