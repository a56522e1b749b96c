package dev.tidemark.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.MetadataFixture;
import dev.tidemark.request.PushRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outbox promises, whichever database keeps it. */
abstract class PushOutboxContract extends MetadataFixture {
    private static final Entity PAIR = Entity.composite(
            "pair",
            "A user at a shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("shop", ScalarType.STRING));
    private static final FeatureGroup GROUP = group("visits").build();
    private static final FeatureGroup OTHER = group("others").build();

    private PushOutbox outbox;
    private PushBatches batches;

    @BeforeEach
    void open() {
        outbox = new PushOutbox(database, () -> now);
        batches = new PushBatches(database, () -> now, 10);
    }

    @Test
    void rowsAreReadBackAsTheyWereAccepted() {
        FeatureGroup every = group("every")
                .feature("flag", ScalarType.BOOL, "x")
                .feature("small", ScalarType.INT32, "x")
                .feature("half", ScalarType.FLOAT32, "x")
                .feature("whole", ScalarType.FLOAT64, "x")
                .feature("text", ScalarType.STRING, "x")
                .feature("since", ScalarType.TIMESTAMP, "x")
                .feature("times", FeatureType.listOf(ScalarType.TIMESTAMP), "x")
                .feature("numbers", FeatureType.listOf(ScalarType.FLOAT32), "x")
                .build();
        Instant old = Instant.parse("1905-01-01T00:00:00.000001Z");
        List<FeatureRow> rows = List.of(
                new FeatureRow(
                        EntityKey.of(PAIR, Long.MIN_VALUE, "a:b\u0000\"é\uD83D\uDE00"),
                        old,
                        now,
                        Arrays.asList(
                                Long.MAX_VALUE,
                                true,
                                Integer.MIN_VALUE,
                                Float.MIN_VALUE,
                                Double.NaN,
                                "{\u0007}",
                                old,
                                Arrays.asList(old, null, now),
                                Arrays.asList(0.1f, null, Float.NEGATIVE_INFINITY))),
                new FeatureRow(
                        EntityKey.of(PAIR, 1L, ""),
                        now,
                        now,
                        Arrays.asList(null, null, null, 0.1f, -0.0, "", null, List.of(), null)));

        PushedRequest accepted = outbox.accept(request("every", null, 1), every, rows);

        assertThat(accepted.rows(every)).isEqualTo(rows);
        assertThat(outbox.undelivered(now.plusSeconds(1), 0, 10))
                .singleElement()
                .satisfies(found -> assertThat(found.rows(every)).isEqualTo(rows));
    }

    @Test
    void bytesAreKeptToo() {
        FeatureGroup raw = group("raw").feature("raw", ScalarType.BYTES, "x").build();
        FeatureRow row =
                new FeatureRow(EntityKey.of(PAIR, 1L, "a"), now, now, Arrays.asList(1L, new byte[] {0, -1, 127}));

        PushedRequest accepted = outbox.accept(request("raw", null, 1), raw, List.of(row));

        assertThat((byte[]) accepted.rows(raw).getFirst().values().get(1)).containsExactly(0, -1, 127);
    }

    @Test
    void aDefinitionMayHaveGrownAndLostFeaturesSince() {
        FeatureGroup wide =
                group("visits").feature("more", ScalarType.STRING, "x").build();
        PushedRequest narrow = accept(GROUP, null, 7);
        PushedRequest accepted = outbox.accept(
                request("visits", null, 1),
                wide,
                List.of(new FeatureRow(EntityKey.of(PAIR, 1L, "a"), now, now, List.of(5L, "x"))));

        assertThat(narrow.rows(wide).getFirst().values()).containsExactly(7L, null);
        assertThat(accepted.rows(GROUP).getFirst().values()).containsExactly(5L);
    }

    @Test
    void whatDoesNotFitADefinitionAnyMoreIsNamed() {
        FeatureGroup changed = FeatureGroups.written("visits", PAIR)
                .feature("visits", ScalarType.BOOL, "x")
                .build();
        PushedRequest accepted = accept(GROUP, null, 7);

        assertThatThrownBy(() -> accepted.rows(changed))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.SOURCE_MISMATCH))
                .hasMessageContaining("Pushed request %d of feature group 'visits'".formatted(accepted.id()))
                .hasMessageContaining("feature 'visits': invalid value '7': expected BOOL");
    }

    @Test
    void aRepeatIsFoundByItsKeyAndOtherRowsUnderTheKeyAreRefused() {
        PushedRequest first = accept(GROUP, "k1", 1);
        now = now.plusSeconds(5);

        assertThat(outbox.repeated(request("visits", "k1", 1))).contains(first);
        assertThat(accept(GROUP, "k1", 1)).isEqualTo(first);
        assertThat(outbox.repeated(request("visits", "k2", 1))).isEmpty();
        assertThat(outbox.repeated(request("visits", null, 1))).isEmpty();
        assertThat(accept(OTHER, "k1", 2).id()).isNotEqualTo(first.id());
        assertThatThrownBy(() -> accept(GROUP, "k1", 2))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED))
                .hasMessageContaining("'k1' belongs to other rows of feature group 'visits'");
        assertThat(accept(GROUP, null, 1).id())
                .isNotEqualTo(accept(GROUP, null, 1).id());
    }

    @Test
    void ofManyWhoSendTheSameAtOnceOneIsTakenAndTheOthersGetIt() throws Exception {
        List<Callable<PushedRequest>> sends = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            String key = "key-" + number % 4;
            sends.add(() -> accept(GROUP, key, 1));
        }
        List<Long> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<PushedRequest> answer : threads.invokeAll(sends)) {
                ids.add(answer.get().id());
            }
        }

        assertThat(ids).hasSize(40);
        assertThat(ids.stream().distinct()).hasSize(4);
        assertThat(outbox.undelivered(now.plusSeconds(1), 0, 100)).hasSize(4);
    }

    @Test
    void whatIsNotDeliveredIsListedUntilItIs() {
        PushedRequest first = accept(GROUP, null, 1);
        PushedRequest second = accept(OTHER, null, 2);
        PushedRequest third = accept(GROUP, null, 3);
        Instant later = now.plusSeconds(1);

        assertThat(outbox.undelivered(now, 0, 10)).isEmpty();
        assertThat(outbox.undelivered(later, 0, 2)).containsExactly(first, second);
        assertThat(outbox.undelivered(later, second.id(), 2)).containsExactly(third);
        outbox.delivered(first.id());
        assertThat(outbox.undelivered(later, 0, 10)).containsExactly(second, third);
        assertThat(outbox.repeated(request("visits", null, 1))).isEmpty();
    }

    @Test
    void aBatchThatWasBegunComesAgainAsItWasUntilItIsFinished() {
        PushedRequest first = accept(GROUP, null, 1);
        PushedRequest second = accept(GROUP, null, 2);
        accept(OTHER, null, 3);

        PushBatches.Batch begun = batches.next("visits").orElseThrow();
        PushedRequest third = accept(GROUP, null, 4);
        PushBatches.Batch again = batches.next("visits").orElseThrow();

        assertThat(begun.begun()).isFalse();
        assertThat(begun.requests()).containsExactly(first, second);
        assertThat(again).isEqualTo(new PushBatches.Batch(begun.id(), /* begun= */ true, begun.requests()));
        batches.finish(again);
        PushBatches.Batch next = batches.next("visits").orElseThrow();
        assertThat(next.requests()).containsExactly(third);
        assertThat(next.id()).isNotEqualTo(begun.id());
        batches.finish(next);
        assertThat(batches.next("visits")).isEmpty();
        assertThat(batches.next("others").orElseThrow().requests()).hasSize(1);
    }

    @Test
    void aRequestThatIsCommittedAfterALaterOneGoesIntoTheNextBatch() {
        try (Handle slow = database.jdbi().open()) {
            slow.begin();
            slow.execute("INSERT INTO push_request (feature_group, content_digest, row_count, content, accepted_at)"
                    + " VALUES ('visits', 'd', 0, '[]', 0)");
            PushedRequest overtaking = accept(GROUP, null, 1);
            PushBatches.Batch first = batches.next("visits").orElseThrow();
            batches.finish(first);
            slow.commit();

            assertThat(first.requests()).containsExactly(overtaking);
            assertThat(batches.next("visits").orElseThrow().requests())
                    .singleElement()
                    .satisfies(late -> assertThat(late.id()).isLessThan(overtaking.id()));
        }
    }

    @Test
    void aBatchEndsBeforeItHasTooManyRows() {
        accept(GROUP, null, new long[8]);
        accept(GROUP, null, new long[3]);
        accept(GROUP, null, new long[30]);

        assertThat(batches.next("visits").orElseThrow().requests())
                .extracting(PushedRequest::rowCount)
                .containsExactly(8);
        batches.finish(batches.next("visits").orElseThrow());
        batches.finish(batches.next("visits").orElseThrow());
        assertThat(batches.next("visits").orElseThrow().requests())
                .extracting(PushedRequest::rowCount)
                .containsExactly(30);
    }

    @Test
    void aDeadLetterIsInNobodysWayUntilItIsTriedAgainOrThrownAway() {
        PushDeadLetters letters = batches.deadLetters();
        PushedRequest dead = accept(GROUP, "k1", 1, 2);
        PushedRequest fit = accept(GROUP, null, 3);
        PushBatches.Batch begun = batches.next("visits").orElseThrow();

        letters.add(dead, "no such feature: '\u0000'");

        assertThat(letters.of("visits"))
                .containsExactly(
                        new PushDeadLetters.DeadLetter(dead.id(), 2, dead.acceptedAt(), "no such feature: '\u2400'"));
        assertThat(letters.of("others")).isEmpty();
        assertThat(batches.next("visits")).contains(new PushBatches.Batch(begun.id(), /* begun= */ true, List.of(fit)));
        assertThat(batches.notIngested("visits")).containsExactly(fit);
        batches.finish(begun);
        assertThat(batches.next("visits")).isEmpty();
        assertThat(outbox.undelivered(now.plusSeconds(1), 0, 10)).containsExactly(fit);
        assertThat(outbox.repeated(request("visits", "k1", 1, 2))).isPresent();

        assertThat(letters.retry("visits")).isEqualTo(1);
        assertThat(letters.of("visits")).isEmpty();
        assertThat(outbox.undelivered(now.plusSeconds(1), 0, 10)).containsExactly(dead, fit);
        assertThat(batches.next("visits").orElseThrow().requests()).containsExactly(dead);

        letters.add(dead, "no such feature");
        assertThat(letters.discard("visits")).isEqualTo(1);
        assertThat(letters.discard("visits")).isZero();
        assertThat(batches.next("visits")).isEmpty();
        assertThat(outbox.repeated(request("visits", "k1", 1, 2))).isEmpty();
    }

    @Test
    void requestsAreForgottenWhenTheyAreInBothStoresForLongEnough() {
        PushedRequest delivered = accept(GROUP, "k1", 1);
        accept(GROUP, "k2", 2);
        outbox.delivered(delivered.id());
        assertThat(batches.notIngested("visits")).hasSize(2);
        batches.finish(batches.next("visits").orElseThrow());
        Instant ingested = now;
        now = now.plus(Duration.ofDays(1));

        assertThat(batches.notIngested("visits")).isEmpty();
        assertThat(batches.undeliveredSince("visits")).contains(ingested);
        assertThat(batches.forget("visits", ingested)).isZero();
        assertThat(batches.forget("visits", now)).isEqualTo(1);
        assertThat(outbox.repeated(request("visits", "k1", 1))).isEmpty();
        assertThat(outbox.repeated(request("visits", "k2", 2))).isPresent();
    }

    private PushedRequest accept(FeatureGroup group, String key, long... visits) {
        List<FeatureRow> rows = Arrays.stream(visits)
                .mapToObj(visit -> new FeatureRow(EntityKey.of(PAIR, 1L, "a"), now, now, List.of(visit)))
                .toList();
        return outbox.accept(request(group.name(), key, visits), group, rows);
    }

    private static PushRequest request(String group, String key, long... visits) {
        return new PushRequest(
                group,
                Arrays.stream(visits)
                        .mapToObj(visit -> Map.<String, Object>of("user_id", 1L, "shop", "a", "visits", visit))
                        .toList(),
                key);
    }

    private static FeatureGroupBuilder group(String name) {
        return FeatureGroups.written(name, PAIR)
                .feature("visits", ScalarType.INT64, "Visits")
                .online()
                .pushable();
    }
}
