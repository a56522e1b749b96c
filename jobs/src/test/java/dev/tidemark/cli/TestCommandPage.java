package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The page of commands and each command's help say what the commands take. */
final class TestCommandPage {
    private static final Path PAGE = Path.of(System.getProperty("tidemark.root"), "docs/reference/commands.md");

    /** Writes the page instead of comparing it: {@code -Dtidemark.pages=write}. */
    private static final boolean WRITE = "write".equals(System.getProperty("tidemark.pages"));

    static List<CommandLine> commands() {
        List<CommandLine> commands = new ArrayList<>();
        new Tidemark(Map.of()).commandLine().getSubcommands().values().forEach(command -> add(command, commands));
        return commands;
    }

    private static void add(CommandLine command, List<CommandLine> commands) {
        commands.add(command);
        command.getSubcommands().values().forEach(sub -> add(sub, commands));
    }

    @Test
    void thePageHasEveryCommandWithAllOfItsOptions() throws IOException {
        if (WRITE) {
            Files.writeString(PAGE, CommandPage.text(commands()));
        }
        String page = Files.readString(PAGE);

        for (CommandLine command : commands()) {
            String name = CommandPage.name(command);
            String section = CommandPage.section(page, name);
            assertThat(CommandPage.options(command))
                    .as(
                            "options of '%s' in docs/reference/commands.md; -Dtidemark.pages=write"
                                    + " writes the page",
                            name)
                    .allSatisfy(option -> assertThat(section).contains("`" + option + "`"));
        }
        assertThat(CommandPage.sections(page))
                .containsExactlyElementsOf(
                        commands().stream().map(CommandPage::name).toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(CommandLine command) {
        String name = CommandPage.name(command);
        String[] words = (name + " --help").split(" ");
        java.io.ByteArrayOutputStream printed = new java.io.ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = Tidemark.run(words);
        } finally {
            System.setOut(before);
        }

        assertThat(code).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: tidemark " + name)
                .contains("--help");
    }
}
