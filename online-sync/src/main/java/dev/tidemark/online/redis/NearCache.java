package dev.tidemark.online.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidemark.online.KeyBytes;
import dev.tidemark.online.NearCacheCounts;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes by key, in this process, until Redis says that they changed. Bounded, thread-safe.
 *
 * <p>A value may be on its way from Redis while word of its change comes in on another connection. So who reads takes a
 * ticket before asking, and a ticket is void once anything of its stripe of keys was invalidated, or everything
 * flushed, since. An entry carries the epoch in which it was put, so that one that slips in beside a flush is not seen.
 */
final class NearCache {
    private static final int STRIPES = 1 << 12;

    private final Cache<KeyBytes, Entry> entries;
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLongArray invalidations = new AtomicLongArray(STRIPES);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder told = new LongAdder();

    /** @param most entries; what was not asked for lately makes room */
    NearCache(int most) {
        entries = Caffeine.newBuilder().maximumSize(most).build();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] value, long epoch) {}

    /** The right to put what was asked for after it was taken. */
    record Ticket(KeyBytes key, long epoch, long invalidations) {}

    byte @Nullable [] find(KeyBytes key) {
        Entry entry = entries.getIfPresent(key);
        return entry == null || entry.epoch() != epoch.get() ? null : entry.value();
    }

    Ticket ticket(KeyBytes key) {
        return new Ticket(key, epoch.get(), invalidations.get(stripe(key)));
    }

    /** Keeps a value that was read after the ticket was taken; not where it may have changed since. */
    void put(Ticket ticket, byte[] value) {
        // Beside the removal of the same key: whichever comes second wins, and it has seen the other's mark.
        entries.asMap().compute(ticket.key(), (key, old) -> isValid(ticket) ? new Entry(value, ticket.epoch()) : old);
    }

    private boolean isValid(Ticket ticket) {
        return ticket.epoch() == epoch.get() && ticket.invalidations() == invalidations.get(stripe(ticket.key()));
    }

    /** Counts the keys of a request by whether they were found. */
    void count(int found, int missed) {
        hits.add(found);
        misses.add(missed);
    }

    NearCacheCounts counts() {
        return new NearCacheCounts(hits.sum(), misses.sum(), told.sum(), epoch.get());
    }

    void invalidate(KeyBytes key) {
        told.increment();
        invalidations.incrementAndGet(stripe(key));
        entries.invalidate(key);
    }

    /** Forgets everything, and what is on its way. */
    void flush() {
        epoch.incrementAndGet();
        entries.invalidateAll();
    }

    /** How often everything was forgotten. */
    long flushes() {
        return epoch.get();
    }

    private static int stripe(KeyBytes key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
