package dev.tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Shows the output of {@code --help} as a command: {@code tidemark help COMMAND}. */
@Command(
        name = "help",
        helpCommand = true,
        customSynopsis = "tidemark help [COMMAND]",
        description = "Shows the options of a command, and an example.",
        footer = {"tidemark help materialize", "tidemark help training-set explain"})
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            completionCandidates = CommandNames.class,
            description = "The command (default: the list of all commands).")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        CommandLine shown = Objects.requireNonNull(spec.parent()).commandLine();
        for (String name : names) {
            CommandLine next = shown.getSubcommands().get(name);
            if (next == null) {
                throw new UnmatchedArgumentException(shown, List.of(name));
            }
            shown = next;
        }
        shown.usage(shown.getOut());
        return 0;
    }
}
