package dev.tidemark.cli;

import dev.tidemark.cli.invocation.Invocation;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Prints a completion script for shells. Picocli's script asks which shell runs it; this command prints the one for a
 * given shell.
 */
@Command(
        name = "completion",
        customSynopsis = "tidemark completion [SHELL]",
        description = {
            "Prints a script that completes commands and options.",
            "Source it in ~/.bashrc, or after compinit in ~/.zshrc."
        },
        footer = {
            "tidemark completion bash > ~/.tidemark-completion",
            "echo 'source ~/.tidemark-completion' >> ~/.bashrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /**
     * This line of picocli's script stops the shell from offering files after a command, but most of Tidemark's values
     * are files.
     */
    private static final String NO_FILES = "  type compopt &>/dev/null && compopt +o default\n";

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            converter = ShellText.class,
            completionCandidates = ShellText.class,
            description = "bash or zsh (default: ${DEFAULT-VALUE}).")
    private String shell = "";

    CompletionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(spec.parent());
        String script = AutoComplete.bash(root.name(), root.commandLine()).replace(NO_FILES, "");
        // Picocli's comments describe files that it writes.
        Stream<String> code = script.lines().dropWhile(line -> line.startsWith("#") || line.isBlank());
        String remark =
                "# Completes the commands and options of %s in %s; to be sourced.".formatted(root.name(), shell);
        invocation.console().show(Stream.concat(Stream.of(remark), code).toList());
        return 0;
    }

    /** The shells for which there is a script. */
    static final class ShellText implements ITypeConverter<String>, Iterable<String> {
        private static final List<String> SHELLS = List.of("bash", "zsh");

        @Override
        public String convert(String text) {
            if (!SHELLS.contains(text)) {
                throw new TypeConversionException("Invalid shell '%s': expected bash or zsh".formatted(text));
            }
            return text;
        }

        @Override
        public Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }
}
