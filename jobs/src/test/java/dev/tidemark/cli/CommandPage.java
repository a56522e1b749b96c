package dev.tidemark.cli;

import dev.tidemark.cli.invocation.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of commands, as the commands' own declarations have it. */
final class CommandPage {
    private static final String HEAD = """
            # Commands

            Every command and its options, as `./tidemark COMMAND --help` shows them. All commands take
            `--conf FILE` (settings that override the defaults), `--json` (the result as one JSON object),
            `-q` (no progress), `--stacktrace` and `--help`. Exit codes: 0 done, 1 failed, 2 wrong usage, 130
            stopped by Ctrl-C. How they are used together: [tutorial](../start/tutorial.md),
            [your own data](../guide/own-data.md).

            """;

    private static final List<String> OF_ALL =
            List.of("--conf", "--json", "--quiet", "--stacktrace", "--help", "--version");

    private static final int COLUMNS = 100;

    private CommandPage() {}

    static String text(List<CommandLine> commands) {
        return HEAD + purposes() + commands.stream().map(CommandPage::section).collect(Collectors.joining());
    }

    private static String purposes() {
        return "| purpose | commands |\n|---|---|\n"
                + Section.all(new Invocation(Map.of(), List.of())).stream()
                        .map(section -> "| %s | %s |\n".formatted(section.title(), links(section)))
                        .collect(Collectors.joining());
    }

    private static String links(Section section) {
        return section.commands().stream()
                .map(command -> "[%s](#%<s)".formatted(command.getCommandName()))
                .collect(Collectors.joining(", "));
    }

    private static String section(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        StringBuilder section = new StringBuilder("\n## ").append(name(command)).append("\n\n");
        section.append(wrapped(String.join(" ", usage.description()))).append("\n\n");
        section.append("```text\n").append(examples(usage)).append("```\n");
        List<String> rows = rows(spec);
        if (!rows.isEmpty()) {
            section.append("\n| | |\n|---|---|\n")
                    .append(String.join("\n", rows))
                    .append('\n');
        }
        return section.toString();
    }

    private static String wrapped(String text) {
        return text.replaceAll("(.{1,%d})(?: |$)".formatted(COLUMNS), "$1\n").strip();
    }

    private static String examples(UsageMessageSpec usage) {
        return Stream.of(usage.footer())
                .map(line -> line.replaceFirst("^ {2}", "") + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> rows(CommandSpec spec) {
        List<String> rows = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            rows.add(row(
                            "`" + parameter.paramLabel() + "`",
                            parameter.description(),
                            parameter.required() && parameter.group() == null)
                    .replace("${DEFAULT-VALUE}", String.valueOf(parameter.defaultValue())));
        }
        spec.options().stream()
                .filter(option -> !option.hidden() && !OF_ALL.contains(option.longestName()))
                .forEach(option ->
                        rows.add(row(name(option), option.description(), option.required() && option.group() == null)
                                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()))));
        return rows;
    }

    private static String name(OptionSpec option) {
        String names = "`" + String.join("`, `", option.names()) + "`";
        return option.arity().max() == 0 ? names : names + " `" + option.paramLabel() + "`";
    }

    private static String row(String name, String[] description, boolean required) {
        String text = String.join(" ", description).replace("|", "\\|");
        return "| %s | %s%s |".formatted(name, text, required ? " Required." : "");
    }

    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^tidemark ", "");
    }
}
