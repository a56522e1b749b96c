package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a silent node is asked. */
final class TestBreaker {
    private static final int FAILURES = 20;

    private final Breaker breaker = new Breaker(FAILURES);

    @Test
    void aNodeThatWasSilentTooOftenIsAskedByOneCallerPerPause() {
        silence(FAILURES);

        assertThat(breaker.allows(1)).isFalse();
        assertThat(breaker.allows(Breaker.PAUSE_NANOS)).isTrue();
        assertThat(breaker.allows(Breaker.PAUSE_NANOS)).isFalse();
        assertThat(breaker.allows(2 * Breaker.PAUSE_NANOS)).isTrue();
    }

    @Test
    void anAnswerEndsIt() {
        silence(FAILURES);
        breaker.answered();

        assertThat(breaker.allows(1)).isTrue();
    }

    @Test
    void silenceBetweenAnswersIsNoneOfIt() {
        for (int turn = 0; turn < 10; turn++) {
            silence(FAILURES - 1);
            breaker.answered();
        }

        assertThat(breaker.allows(1)).isTrue();
    }

    private void silence(int times) {
        for (int time = 0; time < times; time++) {
            breaker.silent(0);
        }
    }
}
