package dev.tidemark.online.memory;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.HeldRows;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.ValueHead;
import dev.tidemark.online.ValueRows;
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
        long holdUntil = HeldRows.holdUntil(group, now);
        long written = 0;
        long expired = 0;
        for (FeatureRow row : rows) {
            if (!HeldRows.isAlive(group, row, now)) {
                expired++;
                continue;
            }
            byte[] offered = ValueFormat.encode(group, row);
            String key = new String(KeyFormat.key(group, row.key()), StandardCharsets.UTF_8);
            boolean[] changed = new boolean[1];
            values.compute(key, (same, stored) -> {
                ValueRows merged =
                        stored == null ? null : ValueRows.split(stored).orElse(null);
                changed[0] = merged == null || merged.offer(offered, holdUntil);
                return merged == null ? offered : changed[0] ? merged.value() : stored;
            });
            if (changed[0]) {
                written++;
            }
        }
        return new WriteResult(written, rows.size() - written - expired, expired);
    }

    @Override
    public long replace(FeatureGroup group, List<Replacement> replacements) {
        long now = Microseconds.of(clock.instant());
        long replaced = 0;
        for (Replacement replacement : replacements) {
            FeatureRow next = replacement.next();
            byte[] offered =
                    next == null || !HeldRows.isAlive(group, next, now) ? null : ValueFormat.encode(group, next);
            boolean[] changed = new boolean[1];
            values.computeIfPresent(replacement.stored().key(), (same, stored) -> {
                ValueRows left = without(stored, replacement.stored().head());
                changed[0] = left != null;
                return left == null ? stored : merged(left, offered, HeldRows.holdUntil(group, now));
            });
            if (changed[0]) {
                replaced++;
            }
        }
        return replaced;
    }

    /** The rows of a value without one that is gone; null if the value does not have it. */
    private static @Nullable ValueRows without(byte[] stored, byte[] head) {
        ValueRows rows = ValueRows.split(stored).orElse(null);
        if (rows == null || head.length < ValueHead.LENGTH) {
            byte[] beginning = Arrays.copyOf(stored, Math.min(stored.length, head.length));
            return Arrays.equals(beginning, head) ? ValueRows.none() : null;
        }
        return rows.remove(head) ? rows : null;
    }

    private static byte @Nullable [] merged(ValueRows rows, byte @Nullable [] offered, long holdUntil) {
        if (offered != null) {
            rows.offer(offered, holdUntil);
        }
        rows.forgetBefore(holdUntil);
        return rows.isEmpty() ? null : rows.value();
    }

    @Override
    public List<String> parts() {
        return List.of("memory");
    }

    @Override
    public Iterator<List<StoredKey>> stored(String featureGroup, String part) {
        return List.of(values.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(featureGroup + ":"))
                        .flatMap(entry -> ValueRows.heads(entry.getValue()).stream()
                                .map(head -> new StoredKey(entry.getKey(), head)))
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
            answers.add(ValueFormat.answer(group, key, value, wanted, now));
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
