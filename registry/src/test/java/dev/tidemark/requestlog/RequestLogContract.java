package dev.tidemark.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.metadata.MetadataFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store of the request log promises, whichever database keeps it. */
abstract class RequestLogContract extends MetadataFixture {
    private static final Instant EVENT = Instant.parse("1969-12-31T23:59:59.999999Z");

    private RequestLogStore store;

    @BeforeEach
    void open() {
        store = new RequestLogStore(database);
    }

    @Test
    void rowsAreReadBackAsTheyWereAdded() {
        List<ServedRow> rows = List.of(row(1, EVENT), row(2, null));

        store.add(rows);

        assertThat(store.next(10).orElseThrow().rows()).isEqualTo(rows);
    }

    @Test
    void anEntityMayHaveAnyLetters() {
        ServedRow odd = named("a\u0000%25\u0001\uD83D\uDE00:%3A", "r2");
        List<ServedRow> rows = List.of(row(1, EVENT), odd, row(3, EVENT));

        assertThat(store.add(rows)).isEqualTo(3);

        assertThat(store.next(10).orElseThrow().rows()).isEqualTo(rows);
    }

    @Test
    void aRowThatTheDatabaseDoesNotTakeLosesNoOther() {
        List<ServedRow> rows = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(number -> row(number, EVENT)).toList());
        rows.add(7, named("17", "r".repeat(129)));

        assertThat(store.add(rows)).isEqualTo(20);

        rows.remove(7);
        assertThat(store.next(100).orElseThrow().rows()).isEqualTo(rows);
    }

    private static ServedRow named(String entity, String requestId) {
        ServedRow row = row(0, EVENT);
        return new ServedRow(
                requestId,
                row.servedAt(),
                row.featureGroup(),
                row.version(),
                entity,
                row.eventTimestamp(),
                row.features(),
                row.statuses());
    }

    @Test
    void aBatchThatWasBegunComesAgainUntilItIsFinished() {
        store.add(IntStream.range(0, 15).mapToObj(number -> row(number, EVENT)).toList());

        RequestLogStore.Batch first = store.next(10).orElseThrow();
        store.add(List.of(row(15, EVENT)));
        RequestLogStore.Batch again = store.next(10).orElseThrow();
        store.finish(again);
        RequestLogStore.Batch second = store.next(10).orElseThrow();
        store.finish(second);

        assertThat(first.begun()).isFalse();
        assertThat(again).isEqualTo(new RequestLogStore.Batch(first.id(), true, first.rows()));
        assertThat(first.rows())
                .extracting(ServedRow::requestId)
                .startsWith("r0", "r1")
                .hasSize(10);
        assertThat(second.rows())
                .extracting(ServedRow::requestId)
                .startsWith("r10")
                .endsWith("r15");
        assertThat(store.next(10)).isEmpty();
    }

    private static ServedRow row(int number, @Nullable Instant event) {
        return new ServedRow(
                "r" + number,
                Instant.parse("2026-03-01T12:00:00.000001Z"),
                "payments",
                3,
                "17:%3A",
                event,
                "{\"amount\":1.5,\"name\":\"\\u00e9\"}",
                "{\"amount\":\"PRESENT\",\"name\":\"PRESENT\"}");
    }
}
