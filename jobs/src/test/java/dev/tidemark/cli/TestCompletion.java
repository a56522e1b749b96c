package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script in a bash that is asked for completions. */
final class TestCompletion {
    @TempDir
    Path folder;

    private Path script;

    @BeforeEach
    void writeScript() throws IOException {
        Printed printed = Printed.by("completion", "bash");

        assertThat(printed.code()).isZero();
        assertThat(printed.messages()).isEmpty();
        script = Files.writeString(folder.resolve("completion"), printed.results());
    }

    @Test
    void commandsAndOptionsAreCompleted() throws Exception {
        assertThat(completions("mat")).containsExactly("materialize");
        assertThat(completions("s"))
                .containsExactlyInAnyOrder("stream", "sync", "serve", "schedule", "services", "sql");
        assertThat(completions("materialize", "--re")).containsExactlyInAnyOrder("--recompute", "--restart");
        assertThat(completions("training-set", "explain", "--know")).containsExactly("--knowledge");
        assertThat(completions("help", "desc")).containsExactly("describe");
        assertThat(completions("completion", "z")).containsExactly("zsh");
    }

    @Test
    void valuesAreCompletedAsTheyAreWritten() throws Exception {
        assertThat(completions("import", "f", "--format", "")).containsExactly("csv", "parquet", "json");
        assertThat(completions("training-set", "--timestamp-unit", "epoch-mi"))
                .containsExactly("epoch-millis", "epoch-micros");
        assertThat(completions("training-set", "--knowledge", "as-k")).containsExactly("as-known");
    }

    @Test
    void earlierSpellingsAreNotOffered() throws Exception {
        assertThat(completions("stream", "--")).contains("--from").doesNotContain("--since", "--group");
        assertThat(completions("sync", "--since")).containsExactly("--since-snapshot");
    }

    @Test
    void zshReadsTheSameScript() {
        List<String> zsh = Printed.by("completion", "zsh").lines();

        assertThat(zsh).startsWith("# Completes the commands and options of tidemark in zsh; to be sourced.");
        assertThat(zsh.subList(1, zsh.size()))
                .isEqualTo(Printed.by("completion").lines().subList(1, zsh.size()));
        assertThat(script).content().contains("$ZSH_VERSION", "bashcompinit");
    }

    /** What bash offers where the last word is being typed. */
    private List<String> completions(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", "--norc", "-c", """
                source "$1"
                shift
                COMP_WORDS=("$@")
                COMP_CWORD=$(($# - 1))
                COMP_LINE="$*"
                COMP_POINT=${#COMP_LINE}
                _complete_tidemark
                printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", script.toString(), "tidemark"));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(printed).isZero();
        return printed.lines().filter(line -> !line.isEmpty()).toList();
    }
}
