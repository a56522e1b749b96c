package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.terminal.Screen;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command left on a terminal of 80 columns, and how it ended. */
record Typed(List<String> screen, int exitCode) {
    private static final int COLUMNS = 80;
    private static final int CTRL_C = 3;
    private static final long PATIENCE_MINUTES = 8;

    /** Who runs the tests in the background ignores Ctrl-C, and so would all that they start. */
    private static final String HEARING = """
            if env --default-signal=INT true 2>/dev/null; then exec env --default-signal=INT "$@"; fi
            exec "$@"
            """;

    /**
     * Types a command into a terminal, which {@code script} makes.
     *
     * @param interruptAt what must have been printed when Ctrl-C is pressed; empty where it never is
     */
    static Typed type(ProcessBuilder shell, String interruptAt) throws IOException, InterruptedException {
        String command =
                "stty cols %d rows 50; %s".formatted(COLUMNS, shell.command().getLast());
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        shell.command(
                mac
                        ? List.of("script", "-q", "/dev/null", "sh", "-c", command)
                        : List.of("sh", "-c", HEARING, "sh", "script", "-q", "-e", "-c", command, "/dev/null"));
        shell.environment().remove("COLUMNS");
        shell.environment().put("TERM", "xterm");
        Process process = shell.redirectErrorStream(true).start();
        try (Reader output = process.inputReader(StandardCharsets.UTF_8)) {
            String printed = read(process, output, interruptAt);
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            return new Typed(new Screen(COLUMNS).write(printed).lines(), process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process, Reader output, String interruptAt) throws IOException {
        StringBuilder printed = new StringBuilder();
        boolean interrupted = interruptAt.isEmpty();
        char[] some = new char[4096];
        for (int count = output.read(some); count >= 0; count = output.read(some)) {
            printed.append(some, 0, count);
            if (!interrupted && printed.indexOf(interruptAt) >= 0) {
                process.getOutputStream().write(CTRL_C);
                process.getOutputStream().flush();
                interrupted = true;
            }
        }
        return printed.toString();
    }

    /** Nothing of the progress stays: neither its parts nor what a redrawn line leaves when it is too long. */
    Typed assertWithoutLeftOvers() {
        assertThat(screen)
                .noneMatch(line -> line.contains(" | ") || line.contains(" ...") || line.matches(".*task \\d.*"));
        return this;
    }

    /** All words in one, because lines end where a word may, and blanks at their ends are not seen. */
    String letters() {
        return String.join("", screen).replace(" ", "");
    }

    String text() {
        return String.join("\n", screen);
    }
}
