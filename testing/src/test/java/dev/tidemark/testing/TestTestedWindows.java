package dev.tidemark.testing;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.ScalarType.INT64;
import static dev.tidemark.feature.ScalarType.STRING;
import static dev.tidemark.testing.Rows.event;
import static dev.tidemark.testing.Rows.row;
import static dev.tidemark.testing.Rows.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Declared windows under test: the rule book's values, at events and between them. */
final class TestTestedWindows {
    @RegisterExtension
    static final TestedGroup payments = TestedGroup.of(Payments.simple().build());

    @Test
    void atEventsTheRowOfTheNewestEventIsValidUntilTheNext() {
        TestedGroup group =
                TestedGroup.of(Payments.simple().emit(Emission.onEvent()).build());

        group.given(
                        event("user_id", 17, "amount", 20).at("2026-05-01T10:00:00Z"),
                        event("user_id", 17, "amount", 5.5).at("2026-05-01T10:30:00Z"),
                        event("user_id", 18, "amount", 80.0).at("2026-05-01T10:15:00Z"))
                .at("2026-05-01T10:29:59.999999Z")
                .expect(
                        row("user_id", 17, "payments_1h", 1, "amount_1d", 20),
                        row("user_id", 18, "payments_1h", 1, "amount_1d", 80))
                .at("2026-05-01T10:30:00Z")
                .expect(row("user_id", 17, "payments_1h", 2, "amount_1d", 25.5))
                .at("2026-05-03")
                .expect(row("user_id", 17, "payments_1h", 2, "amount_1d", 25.5))
                .at("2026-05-01T09:59:59Z")
                .expectNothing("user_id", 17);
    }

    @Test
    void aWindowBeginsAfterItsLength() {
        payments.given(table("""
            | user_id | amount | paid_at                  |
            | 17      | 1      | 2026-05-01T10:00:00Z     |
            | 17      | 2.5    | 2026-05-01T10:59:59.999Z |
            | 17      | null   | 2026-05-01T11:00:00Z     |
            """))
                .at("2026-05-01T10:59:59.999Z")
                .expect(row("user_id", 17, "payments_1h", 2))
                .at("2026-05-01T11:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 2, "amount_1d", 3.5));
    }

    @Test
    void nothingIsValidBeforeTheDelayOrAfterTheTimeToLive() {
        TestedGroup group = TestedGroup.of(Payments.simple()
                .availabilityDelay(Duration.ofMinutes(10))
                .timeToLive(Duration.ofHours(1))
                .build());

        group.given(event("user_id", 17, "amount", 1).at("2026-05-01T10:00:00Z"))
                .at("2026-05-01T10:09:59Z")
                .expectNothing("user_id", 17)
                .at("2026-05-01T10:10:00Z")
                .expect(row("user_id", 17, "amount_1d", 1))
                .at("2026-05-01T11:00:00Z")
                .expect(row("user_id", 17, "amount_1d", 1))
                .at("2026-05-01T11:00:00.000001Z")
                .expectNothing("user_id", 17);
    }

    @Test
    void valuesHoldAtEveryInstant() {
        payments.given(event("user_id", 17, "amount", 1).at("2026-05-01T10:00:00Z"))
                .at("2026-05-01T10:59:59Z")
                .expect(row("user_id", 17, "payments_1h", 1, "amount_1d", 1))
                .at("2026-05-01T11:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 0, "amount_1d", 1))
                .at("2026-05-02T10:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 0, "amount_1d", null));
    }

    @Test
    void everyStepHasARowAtItsMultiples() {
        TestedGroup group = TestedGroup.of(
                Payments.simple().emit(Emission.every(Duration.ofHours(1))).build());

        group.given(event("user_id", 17, "amount", 1).at("2026-05-01T10:20:00Z"))
                .at("2026-05-01T10:59:59Z")
                .expectNothing("user_id", 17)
                .at("2026-05-01T11:30:00Z")
                .expect(row("user_id", 17, "payments_1h", 1))
                .at("2026-05-01T12:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 0, "amount_1d", 1));
    }

    @Test
    void aLateEventIsSeenOnceItIsKnown() {
        TestedGroup group = TestedGroup.of(Payments.group(Payments.source().created("written_at"))
                .feature("payments_1h", "Payments", count().over("1h"))
                .build());

        group.given(
                        event("user_id", 17).at("2026-05-01T10:00:00Z").created("2026-05-01T10:00:01Z"),
                        event("user_id", 17).at("2026-05-01T10:30:00Z").created("2026-05-01T12:00:00Z"))
                .at("2026-05-01T10:45:00Z")
                .expect(row("user_id", 17, "payments_1h", 2))
                .asKnown()
                .expect(row("user_id", 17, "payments_1h", 1))
                .at("2026-05-01T12:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 0))
                .asKnown()
                .expect(row("user_id", 17, "payments_1h", 0));
    }

    @Test
    void ofEventsWithOneIdTheFirstCountsAndTiesHaveAFixedOrder() {
        TestedGroup group = TestedGroup.of(Payments.group(Payments.source().eventId("payment_id"))
                .feature("payments_1h", "Payments", count().over("1h"))
                .feature("last_status", STRING, "Newest", last("status").over("1h"))
                .build());

        group.given(table("""
            user_id | payment_id | status  | paid_at
            17      | a          | refused | 2026-05-01T10:00:00Z
            17      | b          | ok      | 2026-05-01T10:00:00Z
            17      | a          | refused | 2026-05-01T10:00:00Z
            null    | c          | ok      | 2026-05-01T10:00:00Z
            17      | d          | ok      | null
            """))
                .at("2026-05-01T10:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 2, "last_status", "refused"));
    }

    @Test
    void sourcesGiveTheirOwnColumns() {
        TestedGroup group = TestedGroup.of(Payments.group(Payments.source()
                        .timestamp("ts", EpochUnit.EPOCH_MILLIS)
                        .mapped("CustomerID", "user_id")
                        .mapped("epoch", "ts")
                        .column("total", "quantity * price"))
                .feature("total_1d", INT64, "Total", sum("total").over("1d"))
                .feature(
                        "cheap_1d",
                        "Cheap",
                        count().where("total BETWEEN 1 AND 10 OR upper(kind) LIKE 'GIFT%'")
                                .over("1d"))
                .build());

        group.given(
                        event("CustomerID", "17", "quantity", 2, "price", 30, "kind", "gift-card", "epoch", 0),
                        event("CustomerID", 17L, "quantity", 3, "price", 3, "kind", null)
                                .at("1970-01-01T01:00:00Z"))
                .at("1970-01-01T01:00:00Z")
                .expect(row("user_id", 17, "total_1d", 69, "cheap_1d", 2));
    }

    @Test
    void anInstantAndAKeyMayBeComputed() {
        TestedGroup group = TestedGroup.of(Payments.group(Payments.source()
                        .column("paid_at", "to_timestamp(paid_at, 'dd.MM.yyyy HH:mm')")
                        .column("user_id", "CAST(substring(user_id, 2) AS BIGINT)"))
                .feature("payments_1h", "Payments", count().over("1h"))
                .build());

        group.given(event("user_id", "u17", "paid_at", "01.05.2026 10:00"))
                .at("2026-05-01T10:00:00Z")
                .expect(row("user_id", 17, "payments_1h", 1));
    }

    @Test
    void compositeKeysTellEntitiesApart() {
        TestedGroup group = TestedGroup.of(FeatureGroup.named("pairs")
                .describedAs("Pairs")
                .ownedBy("tests")
                .entity(Entity.composite(
                        "pair", "A pair", new JoinKey("user_id", STRING), new JoinKey("merchant_id", INT64)))
                .source(Payments.source())
                .feature("payments_1h", "Payments", count().over("1h"))
                .build());

        group.given(
                        event("user_id", "u1", "merchant_id", 1).at("2026-05-01T10:00:00Z"),
                        event("user_id", "u1", "merchant_id", 2).at("2026-05-01T10:00:00Z"))
                .at("2026-05-01T10:00:00Z")
                .expect(row("user_id", "u1", "merchant_id", 2, "payments_1h", 1))
                .expectNothing("user_id", "u2", "merchant_id", 1);
    }

    @Test
    void valuesAreThereForOtherAssertions() {
        Map<String, Object> values = payments.given(
                        event("user_id", 17, "amount", 1).at(Instant.parse("2026-05-01T10:00:00Z")))
                .at(Instant.parse("2026-05-01T10:00:00Z"))
                .values("user_id", 17);

        assertThat(values).containsExactly(Map.entry("payments_1h", 1L), Map.entry("amount_1d", 1.0));
    }

    @Test
    void withoutEventsThereIsNoRow() {
        payments.given().at("2026-05-01").expectNothing("user_id", 17);
    }
}
