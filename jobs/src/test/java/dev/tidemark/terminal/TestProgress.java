package dev.tidemark.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Progress on terminals of all widths: the screen shows the present state in one line, and in the end nothing of it.
 */
final class TestProgress {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int width = 80;

    private final Progress progress = new Console(out(), out(), Verbosity.NORMAL, Optional.of(() -> width)).progress();

    private PrintStream out() {
        return new PrintStream(written, true, StandardCharsets.UTF_8);
    }

    private String written() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40, 79, 80, 81, 100, 200})
    void nothingOfItIsLeftOnAScreenOfAnyWidth(int columns) {
        width = columns;
        Random random = new Random(17);
        for (int report = 0; report < 200; report++) {
            progress.status("step %d | %s | %s"
                    .formatted(report, "x".repeat(random.nextInt(90)), "y".repeat(random.nextInt(90))));
        }
        progress.step("done");

        assertThat(new Screen(columns).write(written()).lines())
                .allSatisfy(line -> assertThat(line).doesNotContain("|", "x", "y", "s"));
    }

    @Test
    void whatDoesNotFitIsLeftOutFromTheEnd() {
        width = 40;
        progress.status("sync user_transactions | 1.2 s | task 3 of 37 | 8,954 rows in, 0 out | stage 1 of 6");

        assertThat(new Screen(40).write(written()).lines()).containsExactly("sync user_transactions | 1.2 s");
    }

    @Test
    void aWindowThatBecomesNarrowerOrWiderLeavesNothing() {
        Screen screen = new Screen(80);
        progress.status("a long line | " + "x".repeat(60));
        screen.write(written());
        // The window is narrow, and the progress does not know it yet.
        screen.resize(30);
        progress.status("another line | " + "y".repeat(60));
        screen.write(written());
        width = 30;
        progress.status("a third line | " + "z".repeat(60));
        screen.write(written());
        screen.resize(200);
        width = 200;
        progress.status("a fourth line | " + "w".repeat(60));
        screen.write(written());

        assertThat(screen.lines()).containsExactly("a fourth line | " + "w".repeat(60));
        progress.clear();
        assertThat(screen.write(written()).lines()).containsExactly("");
    }

    /** Spark tells of the end of a task some time later, on another thread. */
    @Test
    void whatIsHeardOfAFinishedStepIsNotDrawnBesideTheResult() {
        Console console = new Console(out(), out(), Verbosity.NORMAL, Optional.of(() -> width));
        console.progress().status("materialize | task 5 of 6");
        console.progress().clear();
        console.progress().status("materialize | task 6 of 6");
        console.show(List.of("the result"));
        console.progress().status("materialize | task 6 of 6 | 12 rows in");
        console.progress().clear();
        console.show(List.of("another result"));

        assertThat(new Screen(80).write(written()).lines()).containsExactly("the result", "another result", "");

        console.progress().begin("the next step");
        assertThat(new Screen(80).write(written()).lines()).containsExactly("the next step");
    }

    /** What came in between would be on one line with the result. */
    @Test
    void aLateWordDrawsNothing() {
        Console console = new Console(out(), out(), Verbosity.NORMAL, Optional.of(() -> width));
        console.show(List.of("the result"));
        written();

        console.progress().status("materialize | task 6 of 6");

        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "80", " 200 "})
    void theUserMaySayHowWideTheTerminalIs(String columns) {
        assertThat(Terminal.ofProcess(columns).getAsInt()).isEqualTo(Integer.parseInt(columns.strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "wide", "1000000"})
    void whatIsNoWidthIsNotTaken(String columns) {
        assertThat(Terminal.ofProcess(columns).getAsInt()).isBetween(1, 10_000);
    }
}
