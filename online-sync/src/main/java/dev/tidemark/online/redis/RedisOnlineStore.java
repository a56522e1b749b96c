package dev.tidemark.online.redis;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.StoredRow;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.WriteResult;
import dev.tidemark.time.Microseconds;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The online store in Redis 6.2 or newer. One key per entity and group ({@link KeyFormat}), one value each ({@link ValueFormat});
 * the guard that keeps the newest row and sets the expiry is one script. Thread-safe.
 */
public final class RedisOnlineStore implements OnlineStore {
    private static final byte[] SCRIPT = script();
    private static final byte[] NEVER = new byte[0];
    private static final long MICROS_PER_MILLI = 1_000;

    private final RedisConnection connection;
    private final InstantSource clock;
    private final String scriptDigest;

    private RedisOnlineStore(RedisConnection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
        this.scriptDigest = connection.commands().digest(SCRIPT);
    }

    /**
     * Connects.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE where no seed answers
     */
    public static RedisOnlineStore open(RedisConfig config, InstantSource clock) {
        return new RedisOnlineStore(RedisConnection.open(config), clock);
    }

    @Override
    public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
        long now = Microseconds.of(clock.instant());
        List<Write> writes = new ArrayList<>(rows.size());
        for (FeatureRow row : rows) {
            long event = Microseconds.of(row.eventTimestamp());
            if (!group.timeToLive().isExpired(event, now)) {
                writes.add(new Write(
                        KeyFormat.key(group, row.key()), ValueFormat.encode(group, row), expiry(group, event)));
            }
        }
        List<RedisFuture<Long>> answers = new ArrayList<>(writes.size());
        writes.forEach(write -> answers.add(send(write)));
        long written = 0;
        for (int position = 0; position < writes.size(); position++) {
            written += stored(writes.get(position), answers.get(position));
        }
        return new WriteResult(written, rows.size() - written);
    }

    @SuppressWarnings("ArrayRecordComponent") // on its way to the wire
    private record Write(byte[] key, byte[] value, byte[] expiry) {}

    private RedisFuture<Long> send(Write write) {
        return connection
                .commands()
                .evalsha(
                        scriptDigest,
                        ScriptOutputType.INTEGER,
                        new byte[][] {write.key()},
                        write.value(),
                        write.expiry());
    }

    private long stored(Write write, RedisFuture<Long> answer) {
        try {
            return await(answer);
        } catch (RedisNoScriptException e) {
            // A node that was restarted or promoted has forgotten the script; EVAL teaches it again.
            try {
                return await(connection
                        .commands()
                        .eval(
                                SCRIPT,
                                ScriptOutputType.INTEGER,
                                new byte[][] {write.key()},
                                write.value(),
                                write.expiry()));
            } catch (RedisException again) {
                throw RedisConnection.unavailable(again);
            }
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    /** The end of the last millisecond in which the value is young enough; the reader looks at the microsecond. */
    private static byte[] expiry(FeatureGroup group, long event) {
        long ttl = group.timeToLive().microseconds();
        if (ttl >= Long.MAX_VALUE - Math.max(event, 0)) {
            return NEVER;
        }
        return Long.toString(Math.floorDiv(event + ttl, MICROS_PER_MILLI) + 1).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
        List<Feature> wanted = features.stream().map(group::feature).toList();
        List<RedisFuture<byte[]>> answers = new ArrayList<>(keys.size());
        for (EntityKey key : keys) {
            answers.add(connection.commands().get(KeyFormat.key(group, key)));
        }
        long now = Microseconds.of(clock.instant());
        List<OnlineFeatures> found = new ArrayList<>(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            byte @Nullable [] value = value(answers.get(position));
            EntityKey key = keys.get(position);
            found.add(
                    value == null
                            ? StoredRow.notFound(key, wanted)
                            : ValueFormat.decode(group, value).answer(group, key, wanted, now));
        }
        return found;
    }

    private static byte @Nullable [] value(RedisFuture<byte[]> answer) {
        try {
            return await(answer);
        } catch (RedisException e) {
            throw RedisConnection.unavailable(e);
        }
    }

    /** Waits without a limit of its own: Lettuce ends every command after the command timeout. */
    private static <T> T await(RedisFuture<T> answer) {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RedisException redis) {
                throw redis;
            }
            throw new RedisException(e.getCause());
        } catch (CancellationException e) {
            throw new RedisException(e);
        }
    }

    @Override
    public boolean ping() {
        try {
            return "PONG".equals(await(connection.commands().ping()));
        } catch (RedisException e) {
            return false;
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private static byte[] script() {
        try (InputStream content = RedisOnlineStore.class.getResourceAsStream("guarded-set.lua")) {
            if (content == null) {
                throw new IllegalStateException("guarded-set.lua is not on the class path");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
