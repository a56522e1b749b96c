package dev.tidemark.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestReport {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("plan", "s", "MB")
                .row(List.of("slot", "12.50", "7"))
                .row(List.of("x", "1", ""));

        assertThat(table.toString()).isEqualTo("""
                plan      s  MB
                slot  12.50   7
                x         1
                """);
        assertThatThrownBy(() -> table.row(List.of("x"))).hasMessageContaining("1 cells under a header of 3");
    }

    @Test
    void aMissedGoalIsListedLastAndMakesTheExitCodeOne() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<Goal> goals = List.of(
                Goal.atMost("twice as long", 2, Double.POSITIVE_INFINITY), Goal.atLeast("ten times faster", 10, 11.5));

        int exitCode = Goal.report(goals, new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(exitCode).isEqualTo(1);
        assertThat(text.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""

                        met        ten times faster: measured 11.50
                        MISSED     twice as long: measured no end
                        1 of 2 goals met
                        """);
    }

    @Test
    void aFigureThatIsNoNumberMissesItsGoal() {
        assertThat(Goal.atMost("any", 1, Double.NaN).met()).isFalse();
        assertThat(Goal.atLeast("any", 1, Double.NaN).met()).isFalse();
        assertThat(Goal.report(List.of(), new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
                .isZero();
    }
}
