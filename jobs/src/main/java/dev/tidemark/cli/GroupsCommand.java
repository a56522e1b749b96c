package dev.tidemark.cli;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.DefinitionVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists what is declared. */
@Command(name = "groups", description = "Lists the declared feature groups.")
final class GroupsCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    GroupsCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        try (Application application = tidemark.open()) {
            Table table = Table.of("group", "join keys", "features", "ttl", "online", "schedule", "version", "owner");
            for (DefinitionVersion version : application.registry().latest()) {
                FeatureGroup group = version.featureGroup();
                table.row(
                        group.name(),
                        String.join(", ", group.entity().joinKeyNames()),
                        group.features().size(),
                        group.timeToLive().duration().orElse(null),
                        group.online() ? "yes" : "no",
                        group.schedule(),
                        version.version(),
                        group.owner());
            }
            Report report = new Report().table("groups", table);
            if (table.isEmpty()) {
                report.remark("No group is declared yet; tidemark apply registers those on the class path.");
            }
            application.console().show(report);
            return 0;
        }
    }
}
