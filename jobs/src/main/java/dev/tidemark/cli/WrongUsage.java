package dev.tidemark.cli;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.feature.NearestNames;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains wrong usage in two lines: the problem with the nearest right word, and the help that explains all words. */
final class WrongUsage implements IParameterExceptionHandler {
    private final Invocation invocation;

    WrongUsage(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] words) {
        CommandLine command = failure.getCommandLine();
        invocation.refuse(message(failure, command), hint(command));
        return ExitCode.USAGE;
    }

    private static String hint(CommandLine command) {
        CommandLine parent = command.getParent();
        return parent == null
                ? "'tidemark help' lists the commands."
                : "'tidemark help %s' shows the options and an example.".formatted(name(command));
    }

    /** Returns the command's name without that of the program. */
    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^\\S+ ?", "");
    }

    private static String message(ParameterException failure, CommandLine command) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unknown(unmatched.getUnmatched().getFirst(), command);
        }
        if (failure instanceof MissingParameterException missing && !isMissingValue(missing)) {
            return "Missing: " + missing(missing.getMissing());
        }
        ArgSpec value = failure.getArgSpec();
        if (failure.getCause() instanceof TypeConversionException invalid
                && value != null
                && String.valueOf(invalid.getMessage()).startsWith("Invalid ")) {
            return "%s (%s)".formatted(invalid.getMessage(), name(value));
        }
        return String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "");
    }

    private static boolean isMissingValue(MissingParameterException missing) {
        return String.valueOf(missing.getMessage()).contains(" for option ");
    }

    /** Describes the missing parameters; of a group of exclusive ones, one is enough. */
    private static String missing(List<ArgSpec> missing) {
        boolean oneOf = missing.stream()
                .allMatch(one -> one.group() != null && one.group().exclusive());
        return missing.stream()
                .filter(one -> !one.hidden())
                .map(one -> one instanceof OptionSpec option ? text(option) : one.paramLabel())
                .collect(Collectors.joining(oneOf ? " or " : ", "));
    }

    private static String text(OptionSpec option) {
        return option.arity().max() == 0 ? option.longestName() : option.longestName() + "=" + option.paramLabel();
    }

    private static String name(ArgSpec value) {
        return value instanceof OptionSpec option ? "option " + option.longestName() : value.paramLabel();
    }

    private static String unknown(String word, CommandLine command) {
        if (word.startsWith("-")) {
            String option = word.replaceFirst("=.*", "");
            return "Unknown option '%s'%s".formatted(option, nearestOption(option, command));
        }
        if (command.getSubcommands().isEmpty()) {
            return "Unexpected argument '%s'".formatted(word);
        }
        return "Unknown command '%s'%s"
                .formatted(
                        (name(command) + " " + word).strip(),
                        nearest(word, command.getSubcommands().keySet()));
    }

    private static String nearest(String word, Collection<String> known) {
        List<String> nearest = NearestNames.of(word, known);
        return nearest.isEmpty() ? "" : "; did you mean %s?".formatted(String.join(" or ", nearest));
    }

    /** Compares names without the hyphens, which all options have. */
    private static String nearestOption(String word, CommandLine command) {
        List<String> names = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(option -> option.longestName().replaceFirst("^-+", ""))
                .toList();
        return nearest(word.replaceFirst("^-+", ""), names).replaceAll("(mean |or )", "$1--");
    }
}
