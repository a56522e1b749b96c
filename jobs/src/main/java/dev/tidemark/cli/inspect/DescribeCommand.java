package dev.tidemark.cli.inspect;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.describe.FeatureDescription;
import dev.tidemark.describe.GroupDescription;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.launch.Application;
import dev.tidemark.materialize.ComputedHistory;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.terminal.Report;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one group, or one of its features. */
@Command(
        name = "describe",
        customSynopsis = "tidemark describe GROUP[:FEATURE] [OPTIONS]",
        description = {
            "Shows a feature group, or one of its features.",
            "Shows the definition, the sources, the computed times and the newest rows."
        },
        footer = {"tidemark describe user_transactions", "tidemark describe user_transactions:amount_sum_7d"})
public final class DescribeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "GROUP[:FEATURE]",
            description = "A feature group, or one feature such as user_transactions:amount_sum_7d.")
    private String name = "";

    public DescribeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            Registry registry = application.metadata().registry();
            int colon = name.indexOf(':');
            String groupName = colon < 0 ? name : name.substring(0, colon);
            registry.group(groupName);
            DefinitionVersion version = registry.versions(groupName).getLast();
            List<FeatureService> services = registry.services().stream()
                    .map(ServiceVersion::featureService)
                    .toList();
            application.console().show(report(application, version, services, name.substring(colon + 1), colon >= 0));
            return 0;
        }
    }

    private static Report report(
            Application application,
            DefinitionVersion version,
            List<FeatureService> services,
            String feature,
            boolean isFeature) {
        application.offline().step("describe " + version.featureGroup().name());
        if (isFeature) {
            return new FeatureDescription(application.offline().store())
                    .of(version, version.featureGroup().feature(feature), services);
        }
        return new GroupDescription(
                        application.offline().store(),
                        new ComputedHistory(application.metadata().database()),
                        application.metadata().computedVersions(),
                        application.metadata().runHistory())
                .of(version, services);
    }
}
