package dev.tidemark.cli;

import dev.tidemark.cli.compute.ExplainCommand;
import dev.tidemark.cli.compute.MaterializeCommand;
import dev.tidemark.cli.compute.StreamCommand;
import dev.tidemark.cli.compute.TrainingSetCommand;
import dev.tidemark.cli.define.ApplyCommand;
import dev.tidemark.cli.define.PurgeCommand;
import dev.tidemark.cli.define.RetireCommand;
import dev.tidemark.cli.inspect.DescribeCommand;
import dev.tidemark.cli.inspect.GroupsCommand;
import dev.tidemark.cli.inspect.ServicesCommand;
import dev.tidemark.cli.inspect.SqlCommand;
import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.cli.operate.IngestCommand;
import dev.tidemark.cli.operate.RequestLogCommand;
import dev.tidemark.cli.operate.RunsCommand;
import dev.tidemark.cli.operate.ScheduleCommand;
import dev.tidemark.cli.serve.ServeCommand;
import dev.tidemark.cli.serve.SyncCommand;
import dev.tidemark.cli.start.DemoCommand;
import dev.tidemark.cli.start.DoctorCommand;
import dev.tidemark.cli.start.ImportCommand;
import dev.tidemark.console.Console;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line's entry; exit codes are 0 for done, 1 for failed, 2 for wrong usage, and 130 for stopped by Ctrl-C. */
@Command(
        name = "tidemark",
        description = "A feature store: features in Java, history in Iceberg, latest values in Redis.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "tidemark 0.1.0")
public final class Tidemark {
    @Mixin
    private final Invocation invocation;

    Tidemark(Map<String, String> environment, List<String> words) {
        this.invocation = new Invocation(environment, words);
    }

    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... arguments) {
        return run(System.getenv(), arguments);
    }

    /** Runs one command in an environment and returns its exit code. */
    public static int run(Map<String, String> environment, String... arguments) {
        Tidemark tidemark = new Tidemark(environment, List.of(arguments));
        int ended;
        try {
            ended = tidemark.commandLine().execute(arguments);
        } catch (Error e) {
            ended = tidemark.invocation.explain(e);
        }
        return tidemark.invocation.exitCode(ended);
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        Stream.<Object>of(
                        new ApplyCommand(invocation),
                        new MaterializeCommand(invocation),
                        new IngestCommand(invocation),
                        new RequestLogCommand(invocation),
                        new CommandLine(new TrainingSetCommand(invocation)).addSubcommand(new ExplainCommand(invocation)),
                        new SyncCommand(invocation),
                        new StreamCommand(invocation),
                        new ServeCommand(invocation),
                        new ScheduleCommand(invocation),
                        new ImportCommand(invocation),
                        new SqlCommand(invocation),
                        new GroupsCommand(invocation),
                        new DescribeCommand(invocation),
                        new ServicesCommand(invocation),
                        new RunsCommand(invocation),
                        new RetireCommand(invocation),
                        new PurgeCommand(invocation),
                        new DemoCommand(invocation),
                        new DoctorCommand(invocation))
                .forEach(line::addSubcommand);
        line.getSubcommands().values().forEach(Tidemark::addHelp);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> invocation.explain(failure))
                .setUsageHelpWidth(Console.usageWidth());
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getSubcommands().values().forEach(Tidemark::addHelp);
    }
}
