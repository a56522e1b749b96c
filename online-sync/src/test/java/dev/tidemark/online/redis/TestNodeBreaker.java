package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a silent node is asked. */
final class TestNodeBreaker {
    private final NodeBreaker breaker = new NodeBreaker();

    @Test
    void aNodeThatWasSilentTooOftenIsAskedByOneCallerPerPause() {
        silence(NodeBreaker.FAILURES);

        assertThat(breaker.allows(1)).isFalse();
        assertThat(breaker.allows(NodeBreaker.PAUSE_NANOS)).isTrue();
        assertThat(breaker.allows(NodeBreaker.PAUSE_NANOS)).isFalse();
        assertThat(breaker.allows(2 * NodeBreaker.PAUSE_NANOS)).isTrue();
    }

    @Test
    void anAnswerEndsIt() {
        silence(NodeBreaker.FAILURES);
        breaker.answered();

        assertThat(breaker.allows(1)).isTrue();
    }

    @Test
    void silenceBetweenAnswersIsNoneOfIt() {
        for (int turn = 0; turn < 10; turn++) {
            silence(NodeBreaker.FAILURES - 1);
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
