package dev.tidemark.online.redis;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.Answering;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.NearCacheCounts;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.WriteResult;
import dev.tidemark.time.Microseconds;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The online store in Redis 6.2 or newer. One key per entity and group ({@link KeyFormat}), one value each
 * ({@link ValueFormat}); the guards of all writes are scripts. Thread-safe.
 */
public final class RedisOnlineStore implements SyncStore, StoredValues {
    private final RedisConnection connection;
    private final InstantSource clock;
    private final GuardedWrites writes;
    private final KeyScan keys;
    private final NodeReader reads;
    private final @Nullable NearReads near;
    private final SyncMarkers marks;
    private final MasterPings masters;

    private RedisOnlineStore(RedisConnection connection, InstantSource clock, int nearCacheEntries) {
        this.connection = connection;
        this.clock = clock;
        this.writes = new GuardedWrites(connection, clock);
        this.keys = new KeyScan(connection);
        this.reads = new NodeReader(connection);
        this.marks = new SyncMarkers(connection);
        this.masters = new MasterPings(connection);
        this.near = nearCacheEntries == 0 ? null : near(connection, reads, nearCacheEntries);
    }

    private static NearReads near(RedisConnection connection, NodeReader reads, int entries) {
        NearCache cache = new NearCache(entries);
        return new NearReads(reads, cache, new Invalidations(connection, connection.client(), cache));
    }

    /**
     * Connects.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE where no seed answers
     */
    public static RedisOnlineStore open(RedisConfig config, InstantSource clock) {
        return open(config, clock, 0);
    }

    /**
     * Connects; reads of values are answered from this process while Redis vouches that they have not changed.
     *
     * @param nearCacheEntries how many values are kept; 0 for none
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE where no seed answers
     */
    public static RedisOnlineStore open(RedisConfig config, InstantSource clock, int nearCacheEntries) {
        return new RedisOnlineStore(RedisConnection.open(config), clock, nearCacheEntries);
    }

    /** Why {@link #open} failed, in words that name no address. */
    public static String cause(Throwable thrown) {
        return RedisFailure.kind(thrown);
    }

    @Override
    public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
        return writes.write(group, rows);
    }

    @Override
    public long replace(FeatureGroup group, List<Replacement> replacements) {
        return writes.replace(group, replacements);
    }

    @Override
    public List<String> parts() {
        return keys.parts();
    }

    @Override
    public Iterator<List<StoredKey>> stored(String featureGroup, String part) {
        return keys.stored(featureGroup, part);
    }

    @Override
    public void remove(List<StoredKey> keysToRemove) {
        keys.remove(keysToRemove);
    }

    @Override
    public void mark(String featureGroup, String text) {
        marks.set(featureGroup, text);
    }

    @Override
    public Set<String> marks(String featureGroup) {
        return marks.all(featureGroup);
    }

    @Override
    public void unmark(String featureGroup) {
        marks.clear(featureGroup);
    }

    @Override
    public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
        List<Feature> wanted = features.stream().map(group::feature).toList();
        List<byte @Nullable []> values = values(
                        keys.stream().map(key -> KeyFormat.key(group, key)).toList())
                .orThrow();
        long now = Microseconds.of(clock.instant());
        List<OnlineFeatures> found = new ArrayList<>(keys.size());
        for (int position = 0; position < keys.size(); position++) {
            found.add(ValueFormat.answer(group, keys.get(position), values.get(position), wanted, now));
        }
        return found;
    }

    @Override
    public ReadValues values(List<byte[]> keys) {
        return near == null ? reads.read(keys) : near.read(keys);
    }

    /** What the near cache has done; nothing where there is none. */
    public NearCacheCounts nearCacheCounts() {
        return near == null ? new NearCacheCounts(0, 0, 0, 0) : near.cache().counts();
    }

    /** For tests: null where there is none. */
    @Nullable
    NearCache nearCache() {
        return near == null ? null : near.cache();
    }

    @Override
    public boolean ping() {
        return answering().share() > 0;
    }

    @Override
    public Answering answering() {
        return masters.answering();
    }

    @Override
    public void close() {
        if (near != null) {
            near.close();
        }
        reads.close();
        connection.close();
    }
}
