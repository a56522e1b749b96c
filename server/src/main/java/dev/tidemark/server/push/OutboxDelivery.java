package dev.tidemark.server.push;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.server.definition.ServedGroups;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries requests from the outbox into the online store: at once, and again and again where it did not answer or the
 * server died. Several servers may do the same; the store's guard makes repeats harmless. Thread-safe.
 */
final class OutboxDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxDelivery.class);
    private static final int AT_A_TIME = 20;

    private final ServedGroups groups;
    private final PushStores stores;
    private final DatabaseCalls calls;
    private final InstantSource clock;
    private final Set<Long> unfit = ConcurrentHashMap.newKeySet();
    /** Of the timer's thread. */
    private boolean held;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("push-delivery").factory());

    OutboxDelivery(ServedGroups groups, PushStores stores, DatabaseCalls calls, InstantSource clock) {
        this.groups = groups;
        this.stores = stores;
        this.calls = calls;
        this.clock = clock;
    }

    /** Begins to look for requests that are not delivered. */
    void start() {
        long every = stores.config().redelivery().toMillis();
        @SuppressWarnings("unused")
        var unused = timer.scheduleWithFixedDelay(this::deliverWaiting, every, every, TimeUnit.MILLISECONDS);
    }

    /**
     * Tries at once.
     *
     * @return whether the request's rows are in the online store. Where they are not, for whatever reason, they are
     *     tried again: the request is taken
     */
    boolean isDone(FeatureGroup group, PushedRequest request) {
        try {
            return request.isOnline() || write(group, request);
        } catch (RuntimeException e) {
            LOG.error("Pushed request {} is taken and cannot be written online", request.id(), e);
            return false;
        }
    }

    /** False where the online store does not answer now. */
    private boolean write(FeatureGroup group, PushedRequest request) {
        try {
            stores.online().write(group, request.rows(group));
        } catch (FeatureStoreException e) {
            if (e.code() == ErrorCode.ONLINE_STORE_UNAVAILABLE) {
                LOG.debug("Pushed request {} waits: {}", request.id(), e.getMessage());
                return false;
            }
            throw e;
        }
        try {
            calls.call(() -> {
                stores.outbox().delivered(request.id());
                return true;
            });
        } catch (FeatureStoreException e) {
            LOG.warn("Pushed request {} is online, and will be written again: {}", request.id(), e.getMessage());
        }
        return true;
    }

    /**
     * Delivers what waits, oldest first, until the online store does not answer. Requests of this moment are left to
     * their callers.
     */
    void deliverWaiting() {
        try {
            long last = 0;
            List<PushedRequest> waiting;
            do {
                waiting = stores.outbox()
                        .undelivered(clock.instant().minus(stores.config().redelivery()), last, AT_A_TIME);
                for (PushedRequest request : waiting) {
                    if (!deliver(request)) {
                        return;
                    }
                    last = request.id();
                }
            } while (!waiting.isEmpty());
            if (held) {
                held = false;
                LOG.info("Pushed rows are delivered again");
            }
        } catch (RuntimeException e) {
            if (!held) {
                held = true;
                LOG.warn("Pushed rows that wait for the online store are not delivered now: {}", e.toString());
            }
        }
    }

    /** False where the online store does not answer. */
    private boolean deliver(PushedRequest request) {
        try {
            FeatureGroup group = groups.group(request.featureGroup()).featureGroup();
            if (!group.online()) {
                stores.outbox().delivered(request.id());
                return true;
            }
            return write(group, request);
        } catch (FeatureStoreException e) {
            if (e.code() == ErrorCode.METADATA_UNAVAILABLE) {
                throw e;
            }
            // One that cannot be written, such as one that does not fit its definition any more, must not hold up the
            // others.
            if (unfit.add(request.id())) {
                LOG.error("Pushed request {} stays undelivered: {}", request.id(), e.getMessage());
            }
            return true;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
