package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.memory.MemoryOnlineStore;
import java.net.ConnectException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An online store that is not there when the server starts. */
final class TestReconnectingStore {
    /** Whoever asks while another caller tries again. */
    @Test
    void theCauseOfTheLastAttemptIsToldWhileThereIsAnother() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ReconnectingStore<MemoryOnlineStore> store = new ReconnectingStore<>(() -> {
            if (attempts.incrementAndGet() == 2) {
                second.countDown();
                await(end);
            }
            throw new FeatureStoreException(
                    ErrorCode.ONLINE_STORE_UNAVAILABLE,
                    "Redis does not answer at redis-1:6379",
                    new ConnectException("Connection refused"));
        })) {
            assertThat(store.answering().cause()).isEqualTo("connection refused");

            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(store::ping);
            await(second);
            assertThat(store.answering().cause()).isEqualTo("connection refused");
            assertThat(store.answering().detail()).isEqualTo("Redis does not answer at redis-1:6379");
            end.countDown();
            assertThat(other.get()).isFalse();
        }
        assertThat(attempts).hasValue(2);
    }

    @Test
    void anOpenStoreAnswersForItself() {
        try (ReconnectingStore<MemoryOnlineStore> store =
                new ReconnectingStore<>(() -> new MemoryOnlineStore(InstantSource.system()))) {
            assertThat(store.answering().share()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
