package dev.tidemark.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TestReport {
    private final ByteArrayOutputStream results = new ByteArrayOutputStream();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

    @Test
    void tablesAreAlignedWithNumbersToTheRight() {
        console(Verbosity.NORMAL)
                .show(new Report()
                        .table(
                                "runs",
                                Table.of("group", "rows", "took")
                                        .row("user_transactions", 1_234_567L, Duration.ofMillis(3_250))
                                        .row("pair", null, Duration.ofSeconds(125))));

        assertThat(results.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
                        group                   rows      took
                        user_transactions  1,234,567     3.3 s
                        pair                       -  2 m 05 s
                        """);
    }

    @Test
    void theWidestColumnGivesWaySoThatALineFits() {
        Table table = Table.of("name", "what").row("x".repeat(30), "y".repeat(200));

        assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Table.WIDTH));
        assertThat(table.lines().getLast()).startsWith("x".repeat(30) + "  yyy").endsWith("...");
    }

    @Test
    void jsonHoldsTheSameForMachinesAndNothingElse() {
        Console console = console(Verbosity.JSON);
        console.say("passing remark");
        console.progress().step("1 of 2");

        console.show(new Report()
                .fact("table size", 12L)
                .table(
                        "runs",
                        Table.of("group", "started at")
                                .row("a", Instant.parse("2026-01-02T03:04:05Z"))
                                .row("b", null))
                .remark("Well done"));

        assertThat(results.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"table_size\":12,\"runs\":[{\"group\":\"a\",\"started_at\":\"2026-01-02T03:04:05Z\"},"
                        + "{\"group\":\"b\",\"started_at\":null}],\"remarks\":[\"Well done\"]}");
        assertThat(messages.size()).isZero();
    }

    @Test
    void progressIsWrittenAsPlainLinesWithoutATerminal() {
        Console console = console(Verbosity.NORMAL);

        console.progress().status("stage 1");
        console.progress().step("chunk 1 of 2");

        assertThat(messages.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("chunk 1 of 2\n");
    }

    @Test
    void progressIsRedrawnOnATerminalAndClearedBeforeResults() {
        Console console = new Console(print(results), print(messages), Verbosity.NORMAL, true);

        console.progress().status("stage 1");
        console.progress().status("stage 2");
        console.show(new Report().remark("done"));

        String erase = "\r\u001b[2K";
        assertThat(messages.toString(StandardCharsets.UTF_8)).isEqualTo(erase + "stage 1" + erase + "stage 2" + erase);
    }

    private Console console(Verbosity verbosity) {
        return new Console(print(results), print(messages), verbosity, false);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
