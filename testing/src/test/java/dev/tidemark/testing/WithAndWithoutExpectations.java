package dev.tidemark.testing;

import static dev.tidemark.testing.Rows.event;
import static dev.tidemark.testing.Rows.row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two tests, one of which fails; {@link TestTestedGroupFails} runs them. */
final class WithAndWithoutExpectations {
    @RegisterExtension
    static final TestedGroup payments = TestedGroup.of(Payments.simple().build());

    @Test
    void expects() {
        payments.given(event("user_id", 17, "amount", 1).at("2026-05-01"))
                .at("2026-05-01")
                .expect(row("user_id", 17, "amount_1d", 1));
    }

    @Test
    void forgetsToExpect() {
        payments.given(event("user_id", 17, "amount", 1).at("2026-05-01")).at("2026-05-01");
    }
}
