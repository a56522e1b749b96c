package dev.tidemark.server.push;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Breaker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls of the metadata database for requests: so many at a time and so many in all, and nobody waits longer than the
 * patience for a slot or for an answer. A call that hangs keeps its slot until it ends, but not its request: a database
 * that hangs stops pushes and nothing else. One that has not answered some times in a row is known to be away: calls
 * fail at once, but for one in each half second. Thread-safe.
 */
public final class DatabaseCalls {
    /** Silences in a row. */
    private static final int AWAY = 5;

    private final Breaker breaker = new Breaker(AWAY);
    private final Semaphore places;
    private final Semaphore slots;
    private final Duration patience;

    /**
     * @param requests that may be here, calling or waiting for their turn
     * @param atATime of which so many call
     */
    public DatabaseCalls(int requests, int atATime, Duration patience) {
        this.places = new Semaphore(requests);
        this.slots = new Semaphore(atATime);
        this.patience = patience;
    }

    /**
     * Calls.
     *
     * @throws FeatureStoreException as the work does, or with code METADATA_UNAVAILABLE where it is not waited for
     */
    public <T> T call(Supplier<T> work) {
        if (!breaker.allows(System.nanoTime())) {
            throw away();
        }
        if (!places.tryAcquire()) {
            throw busy();
        }
        try {
            return inSlot(work);
        } finally {
            places.release();
        }
    }

    private <T> T inSlot(Supplier<T> work) {
        try {
            if (!slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("metadata-call").start(() -> complete(answer, work));
        try {
            return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                breaker.silent(System.nanoTime());
                throw unavailable(
                        "The metadata database does not answer within %s (push.patience); the rows may be taken or not: push them again, under an idempotency key to have them once"
                                .formatted(patience));
            }
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private <T> void complete(CompletableFuture<T> answer, Supplier<T> work) {
        try {
            T result = work.get();
            breaker.answered();
            answer.complete(result);
        } catch (RuntimeException e) {
            heard(e);
            answer.completeExceptionally(e);
        } catch (Error e) {
            answer.completeExceptionally(e);
            throw e;
        } finally {
            slots.release();
        }
    }

    /** A refusal comes from a database that lives. */
    private void heard(RuntimeException thrown) {
        if (thrown instanceof FeatureStoreException known && known.code() == ErrorCode.METADATA_UNAVAILABLE) {
            breaker.silent(System.nanoTime());
        } else {
            breaker.answered();
        }
    }

    private static FeatureStoreException away() {
        return unavailable("The metadata database is away; nothing was taken, push the rows again later");
    }

    private static FeatureStoreException busy() {
        return unavailable(
                "The metadata database keeps other pushes waiting (push.max-concurrent); nothing was taken, push the rows again later");
    }

    private static FeatureStoreException unavailable(String message) {
        return new FeatureStoreException(ErrorCode.METADATA_UNAVAILABLE, message);
    }
}
