package dev.tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of commands, as the commands' own declarations have it. */
final class CommandPage {
    private static final String HEAD = """
        # Commands

        Every command and its options, as `./tidemark COMMAND --help` shows them. All commands take `--conf FILE` (settings that go over the defaults), `--json` (the result as one JSON object), `-q` (no progress) and `--stacktrace`. Exit codes: 0 done,
        1 failed, 2 wrong usage. How they are used together: [tutorial](tutorial.md), [your own data](own-data.md).
        """;
    private static final Pattern HEADING = Pattern.compile("^## (.+)$", Pattern.MULTILINE);
    private static final List<String> OF_ALL =
            List.of("--conf", "--json", "--quiet", "--stacktrace", "--help", "--version");

    private CommandPage() {}

    static String text(List<CommandLine> commands) {
        StringBuilder page = new StringBuilder(HEAD);
        for (CommandLine command : commands) {
            CommandSpec spec = command.getCommandSpec();
            page.append("\n## ").append(name(command)).append("\n\n");
            page.append(String.join(" ", spec.usageMessage().description()).replace("%n", " "))
                    .append("\n\n");
            List<String> rows = new ArrayList<>();
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                rows.add(row(
                        parameter.paramLabel(),
                        parameter.description(),
                        parameter.required() && parameter.group() == null));
            }
            own(spec)
                    .forEach(option -> rows.add(row(
                            String.join("`, `", option.names())
                                    + (option.arity().max() == 0 ? "" : " " + label(option)),
                            option.description(),
                            option.required() && option.group() == null)));
            if (!rows.isEmpty()) {
                page.append("| | |\n|---|---|\n")
                        .append(String.join("\n", rows))
                        .append('\n');
            }
        }
        return page.toString();
    }

    private static String label(OptionSpec option) {
        return option.paramLabel().replaceAll("[<>]", "").toUpperCase(Locale.ROOT);
    }

    private static String row(String name, String[] description, boolean required) {
        String first = name.contains(" ") && !name.contains("`, `")
                ? "`" + name.replaceFirst(" ", "` `") + "`"
                : "`" + name + "`";
        String text = String.join(" ", description).replace("|", "\\|").replace(" (default: ${DEFAULT-VALUE})", "");
        return "| %s | %s%s |".formatted(first, text, required ? " Required." : "");
    }

    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^tidemark ", "");
    }

    /** The names of a command's own options. */
    static List<String> options(CommandLine command) {
        return own(command.getCommandSpec()).stream()
                .map(OptionSpec::longestName)
                .toList();
    }

    private static List<OptionSpec> own(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !OF_ALL.contains(option.longestName()))
                .toList();
    }

    static List<String> sections(String page) {
        return HEADING.matcher(page).results().map(heading -> heading.group(1)).toList();
    }

    static String section(String page, String name) {
        String[] parts = page.split("(?m)^## " + Pattern.quote(name) + "$");
        return parts.length < 2 ? "" : parts[1].split("(?m)^## ")[0];
    }
}
