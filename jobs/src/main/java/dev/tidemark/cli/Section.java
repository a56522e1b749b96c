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
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Commands with one purpose, under a title. */
record Section(String title, List<CommandLine> commands) {
    Section {
        commands = List.copyOf(commands);
    }

    /** All commands, in the order in which a newcomer meets them. */
    static List<Section> all(Invocation invocation) {
        return List.of(
                of(
                        "Get started",
                        new DoctorCommand(invocation),
                        new DemoCommand(invocation),
                        new ImportCommand(invocation)),
                of("Define", new ApplyCommand(invocation), new RetireCommand(invocation), new PurgeCommand(invocation)),
                of(
                        "Compute",
                        new MaterializeCommand(invocation),
                        new StreamCommand(invocation),
                        new CommandLine(new TrainingSetCommand(invocation))
                                .addSubcommand(new ExplainCommand(invocation))),
                of("Serve", new SyncCommand(invocation), new ServeCommand(invocation)),
                of(
                        "Operate",
                        new ScheduleCommand(invocation),
                        new IngestCommand(invocation),
                        new RequestLogCommand(invocation),
                        new RunsCommand(invocation)),
                of(
                        "Inspect",
                        new GroupsCommand(invocation),
                        new ServicesCommand(invocation),
                        new DescribeCommand(invocation),
                        new SqlCommand(invocation)),
                of("Help", new HelpCommand(), new CompletionCommand(invocation)));
    }

    private static Section of(String title, Object... commands) {
        return new Section(
                title,
                Stream.of(commands)
                        .map(command -> command instanceof CommandLine line ? line : new CommandLine(command))
                        .toList());
    }

    /** The names of the commands, for people. */
    String names() {
        return String.join(
                ", ", commands.stream().map(CommandLine::getCommandName).toList());
    }
}
