package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line says of itself, to people with 80 columns. */
final class TestHelp {
    private static final int COLUMNS = 80;
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    /** All commands, those of other commands among them. */
    static List<CommandLine> commands() {
        List<CommandLine> commands = new ArrayList<>();
        new Tidemark(Map.of(), List.of())
                .commandLine()
                .getSubcommands()
                .values()
                .forEach(command -> add(command, commands));
        return commands;
    }

    private static void add(CommandLine command, List<CommandLine> commands) {
        commands.add(command);
        command.getSubcommands().values().forEach(sub -> add(sub, commands));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(CommandLine command) {
        String name = CommandPage.name(command);
        Printed help = Printed.by(words(name, "--help"));

        assertThat(help.code()).isZero();
        assertThat(help.results())
                .startsWith("Usage: tidemark " + name)
                .contains(
                        "\nOptions of all commands:\n",
                        "  -h, --help ",
                        "\nExamples:\n  tidemark " + name.split(" ")[0]);
        assertThat(help.results().split("Options of all commands")).hasSize(2);
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
        assertThat(Printed.by(words(name, "-h"))).isEqualTo(help);
        assertThat(Printed.by(words("help " + name))).isEqualTo(help);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theArgumentsOfEveryExampleAreRight(CommandLine command) {
        List<String[]> examples =
                ShellWords.ofExamples(command.getCommandSpec().usageMessage().footer());

        assertThat(examples).isNotEmpty().allSatisfy(words -> {
            assertThatCode(() -> new Tidemark(Map.of(), List.of()).commandLine().parseArgs(words))
                    .as("tidemark %s", String.join(" ", words))
                    .doesNotThrowAnyException();
            assertThat(String.join(" ", words)).startsWith(CommandPage.name(command));
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aSynopsisNamesOnlyOptionsThatThereAre(CommandLine command) {
        String synopsis =
                String.join(" ", command.getCommandSpec().usageMessage().customSynopsis());

        assertThat(OPTION.matcher(synopsis).results().map(MatchResult::group))
                .isSubsetOf(visible(command).map(OptionSpec::longestName).toList());
    }

    @Test
    void withoutWordsTheCommandsAreShownByTheirNames() {
        Printed shown = Printed.by();

        assertThat(shown.code()).isZero();
        assertThat(shown.messages()).isEmpty();
        assertThat(shown.lines())
                .hasSizeLessThan(20)
                .startsWith("Usage: tidemark [OPTIONS] COMMAND")
                .contains("  Compute      materialize, stream, training-set")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
        new Tidemark(Map.of(), List.of())
                .commandLine()
                .getSubcommands()
                .keySet()
                .forEach(name -> assertThat(shown.results()).containsPattern("[ ,]" + name + "[,\n]"));
    }

    @Test
    void theListOfCommandsIsGroupedByPurpose() {
        Printed help = Printed.by("--help");

        assertThat(help.code()).isZero();
        assertThat(help.lines().stream().filter(line -> line.matches("\\S.*:")))
                .containsExactly(
                        "Get started:",
                        "Define:",
                        "Compute:",
                        "Serve:",
                        "Operate:",
                        "Inspect:",
                        "Help:",
                        "Options of all commands:",
                        "Exit codes:",
                        "Examples:");
        assertThat(help.results())
                .contains("\nServe:\n  sync          Writes new rows of feature tables to the online store.\n  serve ");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
        assertThat(Printed.by("-h")).isEqualTo(help);
        assertThat(Printed.by("help")).isEqualTo(help);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "materialise x            | Unknown command 'materialise'; did you mean materialize?   | help",
                "list                     | Unknown command 'list'                                     | help",
                "help matrialize          | Unknown command 'matrialize'; did you mean materialize?    | help",
                "--jsno groups            | Unknown option '--jsno'; did you mean --json?              | help",
                "-q                       | Missing command                                            | help",
                "groups --featurs         | Unknown option '--featurs'; did you mean --features?       | help groups",
                "groups user_transactions | Unexpected argument 'user_transactions'                    | help groups",
                "training-set explian     | Unknown command 'training-set explian'; did you mean explain? | help training-set",
                "materialize              | Missing: GROUP or --all                                    | help materialize",
                "stream                   | Missing: GROUP                                             | help stream",
                "import --append          | Missing: --table=NAMESPACE.NAME, FILE                      | help import",
                "training-set --spine x   | Missing: --timestamp=COLUMN, --features=NAMES or --service=SERVICE | help training-set",
                "training-set --spine x --timestamp t --features g --service s --output o | Options --features and --service exclude each other | help training-set",
                "training-set --again m --glob --output o | Options --again and --glob exclude each other | help training-set",
                "training-set --again m   | Missing: --output=PATH or --table=NAMESPACE.NAME           | help training-set",
                "runs --limit -1          | Invalid limit '-1': expected a number of rows, or 0 for all (option --limit) | help runs",
                "import x --table a.b --format xls | Invalid format 'xls': expected csv, parquet or json (option --format) | help import",
                "completion fish          | Invalid shell 'fish': expected bash or zsh (SHELL)         | help completion",
            })
    void wrongWordsAreToldInTwoLinesWithTheRightOnes(String words, String message, String hint) {
        Printed told = Printed.by(words(words));

        assertThat(told.code()).isEqualTo(2);
        assertThat(told.results()).isEmpty();
        assertThat(told.messages().lines())
                .containsExactly(
                        "tidemark: " + message,
                        hint.equals("help")
                                ? "'tidemark help' lists the commands."
                                : "'tidemark %s' shows the options and an example.".formatted(hint));
    }

    @Test
    void wrongWordsOfAProgramAreToldAsItAskedFor() {
        Printed told = Printed.by("groups", "--featurs", "--json");

        assertThat(told.code()).isEqualTo(2);
        assertThat(told.messages()).isEmpty();
        assertThat(told.results())
                .contains("\"code\":\"INVALID_ARGUMENT\"", "Unknown option '--featurs'; did you mean --features?\"");
    }

    /** {@code groups --features} lists features, {@code training-set --features} names them. */
    @Test
    void anOptionOfOneNameTakesTheSameValueEverywhere() {
        Map<String, List<String>> values = new TreeMap<>();
        commands()
                .forEach(command -> visible(command)
                        .filter(option -> !option.longestName().equals("--features"))
                        .forEach(option -> values.computeIfAbsent(option.longestName(), name -> new ArrayList<>())
                                .add(option.arity().max() == 0 ? "" : option.paramLabel())));

        assertThat(values)
                .allSatisfy((name, labels) ->
                        assertThat(labels.stream().distinct()).as(name).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "materialize --group a --group b",
        "ingest --group a",
        "sync --group a --since 42",
        "stream --group a --since 2026-05-01",
        "training-set --again m --iceberg a.b",
        "import f.csv --table a.b --check",
        "import f.csv --table a.b --format csv",
    })
    void earlierSpellingsAreStillUnderstood(String words) {
        assertThatCode(() -> new Tidemark(Map.of(), List.of()).commandLine().parseArgs(words(words)))
                .doesNotThrowAnyException();
    }

    private static Stream<OptionSpec> visible(CommandLine command) {
        return command.getCommandSpec().options().stream().filter(option -> !option.hidden());
    }

    private static String[] words(String... texts) {
        return Arrays.stream(texts)
                .flatMap(text -> Stream.of(text.split(" ")))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }
}
