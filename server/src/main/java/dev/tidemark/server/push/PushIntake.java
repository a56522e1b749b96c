package dev.tidemark.server.push;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.request.FeatureRowReader;
import dev.tidemark.request.PushRequest;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes pushed rows: checks them against the definition, keeps them in the outbox, and then writes them into the online
 * store. What is in the outbox is taken, whatever happens next. Thread-safe.
 */
public final class PushIntake implements AutoCloseable {
    private final ServedGroups groups;
    private final PushStores stores;
    private final DatabaseCalls calls;
    private final OutboxDelivery delivery;
    private final InstantSource clock;

    /** @param calls of the metadata database */
    public PushIntake(ServedGroups groups, PushStores stores, DatabaseCalls calls, InstantSource clock) {
        this.groups = groups;
        this.stores = stores;
        this.calls = calls;
        this.delivery = new OutboxDelivery(groups, stores, calls, clock);
        this.clock = clock;
    }

    /** Where rows are wanted. */
    public enum Destination {
        ONLINE_AND_TABLE,
        /** Online only by way of the table: with the next sync. */
        TABLE
    }

    /**
     * What became of a request.
     *
     * @param online whether its rows are in the online store; otherwise they will be
     * @param repeated whether it had been taken before, under the same idempotency key
     */
    public record Receipt(PushedRequest request, boolean online, boolean repeated) {}

    /** Begins to deliver what the online store could not take at once. */
    public void startDelivery() {
        delivery.start();
    }

    public PushConfig config() {
        return stores.config();
    }

    /**
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP, INVALID_ARGUMENT where the group takes no pushed
     *     rows or a time is too far ahead, MALFORMED_REQUEST or UNKNOWN_FEATURE where a row does not fit,
     *     IDEMPOTENCY_KEY_REUSED, METADATA_UNAVAILABLE
     */
    public Receipt push(PushRequest request, FeatureRowReader.Instants instants, Destination destination) {
        FeatureGroup group = groups.group(request.featureGroup()).featureGroup();
        if (!group.pushable()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' takes no pushed rows; its definition must say pushable()"
                            .formatted(group.name()));
        }
        PushOutbox.Taken taken = calls.call(() -> stores.outbox().repeated(request))
                .map(before -> new PushOutbox.Taken(before, /* repeated= */ true))
                .orElseGet(() -> {
                    List<FeatureRow> rows = rows(group, request, instants);
                    return calls.call(() -> take(group, request, rows, destination));
                });
        boolean online = switch (destination) {
            case TABLE -> taken.request().isOnline();
            case ONLINE_AND_TABLE -> delivery.isDone(group, online(taken.request()));
        };
        return new Receipt(taken.request(), online, taken.repeated());
    }

    /** One that was taken for the table is wanted online now. */
    private PushedRequest online(PushedRequest taken) {
        return taken.forTable() ? calls.call(() -> stores.outbox().forOnline(taken)) : taken;
    }

    private PushOutbox.Taken take(
            FeatureGroup group, PushRequest request, List<FeatureRow> rows, Destination destination) {
        return switch (destination) {
            case ONLINE_AND_TABLE -> stores.outbox().take(request, group, rows);
            case TABLE -> stores.outbox().takeForTable(request, group, rows);
        };
    }

    private List<FeatureRow> rows(FeatureGroup group, PushRequest request, FeatureRowReader.Instants instants) {
        FeatureRowReader reader = new FeatureRowReader(group, instants);
        Instant now = Microseconds.floor(clock.instant());
        List<FeatureRow> rows = new ArrayList<>(request.rows().size());
        Map<List<Object>, FeatureRow> byTimes = new HashMap<>();
        for (int number = 0; number < request.rows().size(); number++) {
            String where = "row " + number;
            FeatureRow row = reader.read(request.rows().get(number), where, now);
            requirePast(where, FeatureRowReader.EVENT_TIMESTAMP, row.eventTimestamp(), now);
            requirePast(where, FeatureRowReader.CREATED_AT, row.createdAt(), now);
            FeatureRow same = byTimes.putIfAbsent(List.of(row.key(), row.eventTimestamp(), row.createdAt()), row);
            if (same == null) {
                rows.add(row);
            } else if (!Arrays.deepEquals(same.values().toArray(), row.values().toArray())) {
                throw Malformed.because("%s has the entity and the times of an earlier row, and other values: which one"
                                .formatted(where)
                        + " counts cannot be said");
            }
        }
        return rows;
    }

    private void requirePast(String where, String field, Instant instant, Instant now) {
        if (instant.isAfter(now.plus(stores.config().maxFuture()))) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s, '%s': %s lies more than %s (push.max-future) ahead of the server's clock, which says %s"
                            .formatted(where, field, instant, stores.config().maxFuture(), now));
        }
    }

    @Override
    public void close() {
        delivery.close();
    }
}
