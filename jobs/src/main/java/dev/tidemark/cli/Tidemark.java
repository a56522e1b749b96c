package dev.tidemark.cli;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.terminal.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The entry point of the command line. Exit codes are 0 for success, 1 for failure, 2 for wrong usage, and 130 after
 * Ctrl-C.
 */
@Command(
        name = "tidemark",
        customSynopsis = "tidemark [OPTIONS] COMMAND",
        description = "A feature store: features in Java, history in Iceberg, latest values in Redis.",
        version = "tidemark 0.1.0",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:Done.", "1:Failed.", "2:Wrong usage.", "130:Stopped by Ctrl-C."},
        footer = {"tidemark demo --small", "tidemark help materialize"})
public final class Tidemark implements Callable<Integer> {
    @Mixin
    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<String> words;
    private final List<Section> sections;

    Tidemark(Map<String, String> environment, List<String> words) {
        this.invocation = new Invocation(environment, words);
        this.words = List.copyOf(words);
        this.sections = Section.all(invocation);
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
        sections.stream().flatMap(section -> section.commands().stream()).forEach(line::addSubcommand);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version and exit.")
                        .build());
        addHelp(line);
        HelpText.layOut(line, sections);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> invocation.explain(failure))
                .setParameterExceptionHandler(new WrongUsage(invocation))
                .setUsageHelpWidth(Console.usageWidth());
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build());
        command.getSubcommands().values().forEach(Tidemark::addHelp);
    }

    /** Shows only the commands' names if no command is given, which fits on every screen. */
    @Override
    public Integer call() {
        if (!words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing command");
        }
        List<String> lines = new ArrayList<>(List.of("Usage: tidemark [OPTIONS] COMMAND", ""));
        sections.forEach(section -> lines.add("  %-13s%s".formatted(section.title(), section.names())));
        lines.addAll(List.of(
                "",
                "'tidemark demo --small' shows every step with generated data.",
                "'tidemark --help' says what each command does, 'tidemark help COMMAND' shows its",
                "options and an example."));
        invocation.console().show(lines);
        return 0;
    }
}
