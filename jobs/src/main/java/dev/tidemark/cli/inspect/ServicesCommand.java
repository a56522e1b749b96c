package dev.tidemark.cli.inspect;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the feature services and their features. */
@Command(
        name = "services",
        abbreviateSynopsis = true,
        description = "Lists the registered feature services.",
        footer = "tidemark services")
public final class ServicesCommand implements Callable<Integer> {
    private final Invocation invocation;

    public ServicesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            Table table = Table.of("service", "features", "version", "owner");
            for (ServiceVersion version : application.metadata().registry().services()) {
                FeatureService service = version.featureService();
                table.row(service.name(), service.summary(), version.version(), service.owner());
            }
            Report report = new Report().table("services", table);
            if (table.isEmpty()) {
                report.remark("No service is declared yet; tidemark apply registers what ./features defines.");
            }
            application.console().show(report);
            return 0;
        }
    }
}
