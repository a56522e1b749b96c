package dev.tidemark.testing;

import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.INT64;
import static dev.tidemark.testing.Rows.event;
import static dev.tidemark.testing.Rows.row;
import static dev.tidemark.testing.Rows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What a test of features says when it fails, and what it refuses. */
final class TestTestedGroupFails {
    /** Tells the build nothing of the tests that a test runs. */
    private static final LauncherConfig QUIET = LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();

    private final TestedGroup payments =
            TestedGroup.of(Payments.simple().timeToLive(Duration.ofDays(1)).build());
    private final Given given = payments.given(
            event("user_id", 17, "amount", 20.0).at("2026-05-01T10:00:00Z"),
            event("user_id", 18, "amount", 5.5).at("2026-05-01T10:30:00Z"));

    @Test
    void aTestThatExpectsNothingFails() {
        SummaryGeneratingListener results = new SummaryGeneratingListener();

        LauncherFactory.create(QUIET)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(WithAndWithoutExpectations.class))
                                .build(),
                        results);

        assertThat(results.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(results.getSummary().getFailures()).singleElement().satisfies(failure -> {
            assertThat(failure.getTestIdentifier().getDisplayName()).isEqualTo("forgetsToExpect()");
            assertThat(failure.getException())
                    .hasMessage("The test gives rows of feature group 'payments' and compares nothing: end with"
                            + " .at(instant).expect(row(..))");
        });
    }

    @Test
    void everyFeatureThatDiffersIsNamedWithBothValues() {
        assertThatThrownBy(() -> given.at("2026-05-01T10:05:00Z")
                        .expect(row("user_id", 17, "payments_1h", 2, "amount_1d", null)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                    Feature group 'payments', user_id = 17 at 2026-05-01T10:05:00Z has other values \
                    (the row is that of 2026-05-01T10:00:00Z):
                      payments_1h  expected 2, actual 1
                      amount_1d    expected null, actual 20.0\
                    """);
    }

    @Test
    void equalValuesPassAndABillionthIsNoDifference() {
        given.at("2026-05-01T10:05:00Z").expect(row("user_id", 17, "payments_1h", 1, "amount_1d", 20.000000001));

        assertThatThrownBy(() -> given.at("2026-05-01T10:05:00Z").expect(row("user_id", 17, "amount_1d", 20.0000001)))
                .hasMessageEndingWith("amount_1d  expected 20.0000001, actual 20.0");
    }

    @Test
    void aMissingRowIsExplained() {
        assertThatThrownBy(() -> given.at("2026-05-01T09:00:00Z").expect(row("user_id", 17, "payments_1h", 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Feature group 'payments', user_id = 17 at 2026-05-01T09:00:00Z: expected a row,"
                        + " but none is valid: the first row is that of 2026-05-01T10:00:00Z");
        assertThatThrownBy(() -> given.at("2026-05-04").expect(row("user_id", 17, "payments_1h", 1)))
                .hasMessageEndingWith(
                        "the newest row is that of 2026-05-02T10:00:00Z, which is older than the time to live PT24H");
        assertThatThrownBy(() -> given.at("2026-05-02").expect(row("user_id", 19, "payments_1h", 1)))
                .hasMessageEndingWith("rows exist for user_id = 17, user_id = 18");
        assertThatThrownBy(() -> given.at("2026-05-02").expectNothing("user_id", 17))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith(
                        "expected no valid row, but that of 2026-05-01T11:00:00Z is valid: {payments_1h=0,"
                                + " amount_1d=20.0}");
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> given.at("2026-05-02").expect(row("user_id", 17, "payment_1h", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "No feature 'payment_1h' in feature group 'payments'; did you mean payments_1h or amount_1d?");
        assertThatThrownBy(() -> payments.given(
                                event("user_id", 17, "amuont", 20.0).at("2026-05-01T10:00:00Z"))
                        .at("2026-05-02")
                        .expect(row("user_id", 17, "amount_1d", 20)))
                .hasMessage("Feature 'amount_1d' of feature group 'payments' aggregates column 'amount', which no event"
                        + " has; did you mean amuont?");
        assertThatThrownBy(() -> payments.given(event("usr_id", 17, "amount", 2).at("2026-05-01"))
                        .at("2026-05-02")
                        .expect(row("user_id", 17, "amount_1d", 20)))
                .hasMessage("No event of source 'payments' has column 'user_id', which is a join key; did you mean"
                        + " usr_id?");
        assertThatThrownBy(() -> payments.given().rows("payment", event("user_id", 17)))
                .hasMessage("Unknown source 'payment' of feature group 'payments'; did you mean payments?");
    }

    @Test
    void aRowNamesItsEntityAndAtLeastOneFeature() {
        assertThatThrownBy(() -> given.at("2026-05-02").expect(row("payments_1h", 1)))
                .hasMessage("Invalid row {payments_1h=1}: expected a value of join key 'user_id'");
        assertThatThrownBy(() -> given.at("2026-05-02").expect(row("user_id", 17)))
                .hasMessage("Invalid row {user_id=17}: expected the value of at least one feature; for none, write"
                        + " expectNothing(..)");
        assertThatThrownBy(() -> given.at("2026-05-02").expect(row("user_id", 17, "payments_1h", "2")))
                .hasMessage("Invalid value '2' of feature 'payments_1h': expected INT64");
    }

    @Test
    void anEventHasAnInstantAndValuesOfOneType() {
        assertThatThrownBy(() ->
                        payments.given(event("user_id", 17)).at("2026-05-02").expectNothing("user_id", 17))
                .hasMessage("Invalid event {user_id=17}: expected an instant, as in"
                        + " event(..).at(\"2026-05-01T10:00:00Z\"), or a value of column 'paid_at'");
        assertThatThrownBy(() -> event("user_id", 17).at("10:00"))
                .hasMessageContaining("expected an instant such as 2026-05-01T06:00:00Z");
        assertThatThrownBy(() -> payments.given(
                                event("user_id", 17, "amount", 1, "note", "a").at("2026-05-01"),
                                event("user_id", 17, "amount", 1, "note", 2).at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 18))
                .hasMessage(
                        "Invalid values of column 'note' of source 'payments': STRING in one row and INT64 in another");
        assertThatThrownBy(() -> payments.given(
                                event("user_id", 17, "amount", "much").at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 18))
                .hasMessage("Invalid value 'much' of column 'amount' of source 'payments': expected FLOAT64");
        assertThatThrownBy(
                        () -> payments.given(event("user_id", 1.5, "amount", 1).at("2026-05-01"))
                                .at("2026-05-02")
                                .expectNothing("user_id", 18))
                .hasMessageStartingWith("Invalid join key 'user_id': '1.5' cannot be a join key of type INT64");
        assertThatThrownBy(() -> payments.given(event("user_id", 17, "amount", 1)
                                .at("2026-05-01")
                                .created("2026-05-02"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 18))
                .hasMessageEndingWith("source 'payments' has no created column, so .created(..) says nothing");
    }

    @Test
    void knowledgeNeedsCreatedTimes() {
        assertThatThrownBy(() -> given.at("2026-05-02").asKnown())
                .hasMessage("Feature group 'payments' cannot be asked asKnown(): expected sources that say"
                        + " .created(\"column\")");
    }

    @Test
    void aSumBeyondItsTypeIsRefusedAsTheProductRefusesIt() {
        TestedGroup cents = TestedGroup.of(Payments.group(Payments.source())
                .feature("cents_1d", INT64, "Cents", sum("cents").over("1d"))
                .build());

        assertThatThrownBy(() -> cents.given(
                                event("user_id", 17, "cents", Long.MAX_VALUE).at("2026-05-01"),
                                event("user_id", 17, "cents", 1).at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 18))
                .hasMessage("Feature 'cents_1d' of feature group 'payments' has no value for user_id=17 at"
                        + " 2026-05-01T00:00:00Z: the sum of whole numbers does not fit INT64; declare the feature"
                        + " FLOAT64");
    }

    @Test
    void aConditionThatDoesNotFitSaysWhy() {
        TestedGroup wrong = TestedGroup.of(Payments.group(Payments.source())
                .feature(
                        "sum_1d",
                        FLOAT64,
                        "Sum",
                        sum("amount").where("statsu = 'ok'").over("1d"))
                .build());

        assertThatThrownBy(() -> wrong.given(event("user_id", 17, "amount", 1, "status", "ok")
                                .at("2026-05-01"))
                        .at("2026-05-02")
                        .expectNothing("user_id", 18))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid expression 'statsu = 'ok'': ")
                .hasMessageContaining("statsu")
                .hasMessageContaining("`status`");
    }

    @Test
    void eventsAreNamesAndValuesInTurn() {
        assertThatThrownBy(() -> event("user_id"))
                .hasMessage("Invalid event(..): expected names and values in turn, got 1 argument(s)");
        assertThatThrownBy(() -> event(17, "user_id"))
                .hasMessage("Invalid event(..): expected a name as argument 1, got '17'");
        assertThatThrownBy(() -> row("user_id", 17, "user_id", 18))
                .hasMessage("Invalid row(..): 'user_id' is given twice");
        assertThatThrownBy(() -> table("a | b\n1"))
                .hasMessage("Invalid line '1' of a table: expected 2 value(s), got 1");
    }

    @Test
    void cellsOfATableAreWhatTheyLookLike() {
        assertThat(table("""
            whole | number | truth | text | quoted | instant              | nothing | empty
            17    | -2.5   | true  | ok   | '17'   | 2026-05-01T10:00:00Z | null    |
            """).getFirst().values().values())
                .containsExactly(17L, -2.5, true, "ok", "17", Instant.parse("2026-05-01T10:00:00Z"), null, null);
    }
}
