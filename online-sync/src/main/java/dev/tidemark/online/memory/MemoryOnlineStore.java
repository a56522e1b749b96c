package dev.tidemark.online.memory;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.StoredRow;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.ValueHead;
import dev.tidemark.online.WriteResult;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps encoded values in a map, so that its answers have the same bytes as those of Redis. Never removes expired rows.
 */
public final class MemoryOnlineStore implements SyncStore, StoredValues {
    private final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private final Map<String, String> marks = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public MemoryOnlineStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
        long now = Microseconds.of(clock.instant());
        long written = 0;
        long expired = 0;
        for (FeatureRow row : rows) {
            if (group.timeToLive().isExpired(Microseconds.of(row.eventTimestamp()), now)) {
                expired++;
                continue;
            }
            byte[] offered = ValueFormat.encode(group, row);
            String key = new String(KeyFormat.key(group, row.key()), StandardCharsets.UTF_8);
            boolean[] replaced = new boolean[1];
            values.compute(key, (same, stored) -> {
                replaced[0] = stored == null || replaces(group, offered, stored);
                return replaced[0] ? offered : stored;
            });
            if (replaced[0]) {
                written++;
            }
        }
        return new WriteResult(written, rows.size() - written - expired, expired);
    }

    private static boolean replaces(FeatureGroup group, byte[] offered, byte[] stored) {
        StoredRow next = ValueFormat.decode(group, offered);
        StoredRow last = ValueFormat.decode(group, stored);
        int order = Long.compare(next.eventTimestamp(), last.eventTimestamp());
        if (order == 0) {
            order = Long.compare(next.writtenAt(), last.writtenAt());
        }
        return order > 0 || (order == 0 && !Arrays.equals(offered, stored));
    }

    @Override
    public long replace(FeatureGroup group, List<Replacement> replacements) {
        long now = Microseconds.of(clock.instant());
        long replaced = 0;
        for (Replacement replacement : replacements) {
            FeatureRow next = replacement.next();
            byte[] offered = next == null || group.timeToLive().isExpired(Microseconds.of(next.eventTimestamp()), now)
                    ? null
                    : ValueFormat.encode(group, next);
            boolean[] changed = new boolean[1];
            values.computeIfPresent(replacement.stored().key(), (same, stored) -> {
                changed[0] = Arrays.equals(head(stored), replacement.stored().head());
                return changed[0] ? offered : stored;
            });
            if (changed[0]) {
                replaced++;
            }
        }
        return replaced;
    }

    private static byte[] head(byte[] value) {
        return Arrays.copyOf(value, Math.min(value.length, ValueHead.LENGTH));
    }

    @Override
    public List<String> parts() {
        return List.of("memory");
    }

    @Override
    public Iterator<List<StoredKey>> stored(String featureGroup, String part) {
        return List.of(values.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(featureGroup + ":"))
                        .map(entry -> new StoredKey(entry.getKey(), head(entry.getValue())))
                        .toList())
                .iterator();
    }

    @Override
    public void remove(List<StoredKey> keys) {
        keys.forEach(key -> values.remove(key.key()));
    }

    @Override
    public void mark(String featureGroup, String text) {
        marks.put(featureGroup, text);
    }

    @Override
    public Set<String> marks(String featureGroup) {
        return Set.of(marks.getOrDefault(featureGroup, ""));
    }

    @Override
    public void unmark(String featureGroup) {
        marks.remove(featureGroup);
    }

    @Override
    public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
        List<Feature> wanted = features.stream().map(group::feature).toList();
        long now = Microseconds.of(clock.instant());
        List<OnlineFeatures> answers = new ArrayList<>(keys.size());
        for (EntityKey key : keys) {
            byte[] value = values.get(new String(KeyFormat.key(group, key), StandardCharsets.UTF_8));
            answers.add(
                    value == null
                            ? StoredRow.notFound(key, wanted)
                            : ValueFormat.decode(group, value).answer(group, key, wanted, now));
        }
        return answers;
    }

    @Override
    public ReadValues values(List<byte[]> keys) {
        List<byte @Nullable []> found = new ArrayList<>(keys.size());
        keys.forEach(key -> found.add(values.get(new String(key, StandardCharsets.UTF_8))));
        return ReadValues.whole(found);
    }

    @Override
    public boolean ping() {
        return true;
    }

    @Override
    public void close() {
        values.clear();
        marks.clear();
    }
}
