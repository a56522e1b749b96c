package dev.tidemark.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 137, 200, Table.UNLIMITED})
    void aTableFitsItsTerminalAndNothingIsCut(int width) {
        String name = "x".repeat(30);
        String what = IntStream.range(0, 40).mapToObj("word%d"::formatted).collect(Collectors.joining(" "));
        String number = "0.012658227848101266";
        Table table = Table.of("name", "what", "value", "rows")
                .row(name, what, number, 5L)
                .row(name, "short", number, 1_234_567L);

        List<String> lines = table.lines(width);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(String.join("\n", lines)).doesNotContain("...").contains("1,234,567");
        String left = String.join(" ", lines);
        assertThat(what.split(" ")).allSatisfy(word -> assertThat(left).contains(word));
        if (width >= 100) {
            assertThat(lines).anyMatch(line -> line.contains(number) && line.startsWith(name));
        }
    }

    @Test
    void namesAreBrokenWhereAReaderExpectsIt() {
        assertThat(Wrapping.lines("user_transactions_of_merchants", 14))
                .containsExactly("user_", "transactions_", "of_merchants");
        assertThat(Wrapping.lines("one two\nthree", 8)).containsExactly("one two", "three");
        assertThat(Wrapping.lines("0123456789", 4)).containsExactly("0123", "4567", "89");
        assertThat(Wrapping.lines("", 4)).containsExactly("");
    }

    @Test
    void theLeastImportantColumnsAreLeftOutFirst() {
        Table table = Table.of("group", "owner", "schedule")
                .row("g".repeat(30), "o".repeat(30), "s".repeat(30))
                .leaveOutFirst("schedule", "owner");

        assertThat(table.lines(100).getFirst()).contains("group", "owner", "schedule");
        assertThat(table.lines(80).getFirst()).contains("group", "owner").doesNotContain("schedule");
        assertThat(table.lines(40).getFirst()).isEqualTo("group");
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
        Console console = new Console(print(results), print(messages), Verbosity.NORMAL, Optional.of(() -> 80));

        console.progress().status("stage 1");
        console.progress().status("stage 2");
        console.show(new Report().remark("done"));

        String erase = "\r\u001b[2K";
        String unwrapped = "\u001b[?7l";
        String wrapped = "\u001b[?7h";
        assertThat(messages.toString(StandardCharsets.UTF_8))
                .isEqualTo(erase + unwrapped + "stage 1" + wrapped + erase + unwrapped + "stage 2" + wrapped + erase);
    }

    private Console console(Verbosity verbosity) {
        return new Console(print(results), print(messages), verbosity, Optional.empty());
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
