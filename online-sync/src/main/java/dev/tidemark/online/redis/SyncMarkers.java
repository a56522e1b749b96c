package dev.tidemark.online.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A group's marks: keys that hold what the sync last wrote, spread evenly over the slots of a Cluster, so that a node
 * that has lost its values has lost a mark. Their names hold a {@code -}, which no group's name does.
 */
final class SyncMarkers {
    private static final int COUNT = 16;

    private final RedisConnection connection;

    SyncMarkers(RedisConnection connection) {
        this.connection = connection;
    }

    void set(String featureGroup, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        List<RedisFuture<String>> answers = new ArrayList<>(COUNT);
        keys(featureGroup).forEach(key -> answers.add(connection.commands().set(key, value)));
        answers.forEach(SyncMarkers::await);
    }

    /** The different texts of the marks, with an empty one where a mark is missing. */
    Set<String> all(String featureGroup) {
        List<RedisFuture<byte[]>> answers = new ArrayList<>(COUNT);
        keys(featureGroup).forEach(key -> answers.add(connection.commands().get(key)));
        Set<String> texts = new TreeSet<>();
        for (RedisFuture<byte[]> answer : answers) {
            byte[] text = await(answer);
            texts.add(text == null ? "" : new String(text, StandardCharsets.UTF_8));
        }
        return texts;
    }

    void clear(String featureGroup) {
        List<RedisFuture<Long>> answers = new ArrayList<>(COUNT);
        keys(featureGroup).forEach(key -> answers.add(connection.commands().unlink(key)));
        answers.forEach(SyncMarkers::await);
    }

    /** One key in each sixteenth of the slots: for each, the first number that falls there. */
    static List<byte[]> keys(String featureGroup) {
        List<byte[]> keys = new ArrayList<>(COUNT);
        for (int part = 0; part < COUNT; part++) {
            int number = 0;
            byte[] key;
            do {
                key = "tidemark-sync:%s:%d".formatted(featureGroup, number++).getBytes(StandardCharsets.UTF_8);
            } while (SlotHash.getSlot(key) * COUNT / SlotHash.SLOT_COUNT != part);
            keys.add(key);
        }
        return keys;
    }

    private static <T> T await(RedisFuture<T> answer) {
        try {
            return RedisConnection.await(answer);
        } catch (RedisException e) {
            throw RedisFailure.of(e);
        }
    }
}
