package dev.tidemark.online.redis;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.HeldRows;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.WriteResult;
import dev.tidemark.time.Microseconds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** All writes: each compares with what is stored and changes it in one atomic step in Redis. Thread-safe. */
final class GuardedWrites {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] AHEAD = {'1'};
    private static final long MICROS_PER_MILLI = 1_000;

    private final RedisScript set;
    private final RedisScript replace;
    private final InstantSource clock;

    GuardedWrites(RedisConnection connection, InstantSource clock) {
        this.set = new RedisScript(connection, "order.lua", "guarded-set.lua", "merged-rows.lua");
        this.replace = new RedisScript(connection, "order.lua", "guarded-replace.lua", "merged-rows.lua");
        this.clock = clock;
    }

    WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
        long now = Microseconds.of(clock.instant());
        long holdsUntil = HeldRows.holdUntil(group, now);
        byte[] holdsUntilBytes = bytes(holdsUntil);
        List<RedisScript.Call> calls = new ArrayList<>(rows.size());
        for (FeatureRow row : rows) {
            if (HeldRows.isAlive(group, row, now)) {
                calls.add(new RedisScript.Call(
                        KeyFormat.key(group, row.key()),
                        ValueFormat.encode(group, row),
                        expiry(group, row),
                        holdsUntilBytes,
                        Microseconds.of(row.eventTimestamp()) > holdsUntil ? AHEAD : NOTHING));
            }
        }
        long written = set.sum(calls);
        return new WriteResult(written, calls.size() - written, rows.size() - calls.size());
    }

    long replace(FeatureGroup group, List<Replacement> replacements) {
        long now = Microseconds.of(clock.instant());
        byte[] holdsUntil = bytes(HeldRows.holdUntil(group, now));
        List<RedisScript.Call> calls = new ArrayList<>(replacements.size());
        for (Replacement replacement : replacements) {
            byte[] key = replacement.stored().key().getBytes(StandardCharsets.UTF_8);
            byte[] head = replacement.stored().head();
            FeatureRow next = replacement.next();
            calls.add(
                    next != null && HeldRows.isAlive(group, next, now)
                            ? new RedisScript.Call(
                                    key, head, ValueFormat.encode(group, next), expiry(group, next), holdsUntil)
                            : new RedisScript.Call(key, head, NOTHING, NOTHING, holdsUntil));
        }
        return replace.sum(calls);
    }

    private static byte[] bytes(long microseconds) {
        return ByteBuffer.allocate(Long.BYTES).putLong(microseconds).array();
    }

    /** The end of the last millisecond in which the value is young enough; the reader looks at the microsecond. */
    private static byte[] expiry(FeatureGroup group, FeatureRow row) {
        long forgotten = HeldRows.usableUntil(group, row);
        return forgotten == Long.MAX_VALUE
                ? NOTHING
                : Long.toString(Math.floorDiv(forgotten, MICROS_PER_MILLI) + 1).getBytes(StandardCharsets.US_ASCII);
    }
}
