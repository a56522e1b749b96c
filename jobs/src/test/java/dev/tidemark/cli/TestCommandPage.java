package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page of commands says what the commands take. */
final class TestCommandPage {
    private static final Path PAGE = Path.of(System.getProperty("tidemark.root"), "docs/reference/commands.md");

    /** Writes the page instead of comparing it: {@code -Dtidemark.pages=write}. */
    private static final boolean WRITE = "write".equals(System.getProperty("tidemark.pages"));

    @Test
    void thePageHasEveryCommandWithAllOfItsOptions() throws IOException {
        String expected = CommandPage.text(TestHelp.commands());
        if (WRITE) {
            Files.writeString(PAGE, expected);
        }

        assertThat(PAGE)
                .as("docs/reference/commands.md; -Dtidemark.pages=write writes it")
                .content()
                .isEqualTo(expected);
    }

    @Test
    void aCommandOrAnOptionThatIsOnNoPageIsFound() {
        CommandLine planted = new CommandLine(CommandLine.Model.CommandSpec.create()
                .name("tidemark planted")
                .addOption(OptionSpec.builder("--leaf").description("Planted.").build())
                .addOption(OptionSpec.builder("--root").hidden(true).build()));

        assertThat(CommandPage.text(java.util.List.of(planted)))
                .contains("## planted", "`--leaf`")
                .doesNotContain("--root");
    }
}
