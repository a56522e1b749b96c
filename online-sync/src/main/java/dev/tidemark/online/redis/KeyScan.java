package dev.tidemark.online.redis;

import dev.tidemark.online.StoredKey;
import dev.tidemark.online.ValueRows;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisKeyAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the keys of a group node by node, a thousand slots of a node's table at a time: no call holds up a
 * node.
 */
final class KeyScan {
    private static final String STANDALONE = "standalone";

    /** What a key of another type has: something that is no head of ours. */
    private static final byte[] NO_HEAD = new byte[0];

    private static final int AT_A_TIME = 1_000;

    private final RedisConnection connection;

    KeyScan(RedisConnection connection) {
        this.connection = connection;
    }

    /** The masters, by the ids that the cluster gave them. */
    List<String> parts() {
        if (!(connection.commands() instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster)) {
            return List.of(STANDALONE);
        }
        return cluster.upstream().asMap().keySet().stream()
                .filter(node -> !node.getSlots().isEmpty())
                .map(RedisClusterNode::getNodeId)
                .toList();
    }

    Iterator<List<StoredKey>> stored(String featureGroup, String part) {
        return new Batches(node(part), featureGroup + ":*");
    }

    /** One UNLINK per key, sent together: the keys of a batch need not be on one node any more. */
    void remove(List<StoredKey> stored) {
        List<RedisFuture<Long>> answers = new ArrayList<>(stored.size());
        for (StoredKey key : stored) {
            answers.add(connection.commands().unlink(key.key().getBytes(StandardCharsets.UTF_8)));
        }
        try {
            answers.forEach(RedisConnection::await);
        } catch (RedisException e) {
            throw RedisFailure.of(e);
        }
    }

    private RedisKeyAsyncCommands<byte[], byte[]> node(String part) {
        try {
            return connection.commands() instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster
                    ? cluster.getConnection(part)
                    : connection.commands();
        } catch (RedisException e) {
            throw RedisFailure.of(e);
        }
    }

    private final class Batches implements Iterator<List<StoredKey>> {
        private final RedisKeyAsyncCommands<byte[], byte[]> node;
        private final ScanArgs wanted;
        private @Nullable ScanCursor cursor = ScanCursor.INITIAL;

        Batches(RedisKeyAsyncCommands<byte[], byte[]> node, String pattern) {
            this.node = node;
            this.wanted = ScanArgs.Builder.limit(AT_A_TIME).match(pattern);
        }

        @Override
        public boolean hasNext() {
            return cursor != null;
        }

        @Override
        public List<StoredKey> next() {
            if (cursor == null) {
                throw new NoSuchElementException("the whole node was looked through");
            }
            try {
                KeyScanCursor<byte[]> found = RedisConnection.await(node.scan(cursor, wanted));
                cursor = found.isFinished() ? null : found;
                return withHeads(found.getKeys());
            } catch (RedisException e) {
                throw RedisFailure.of(e);
            }
        }

        private List<StoredKey> withHeads(List<byte[]> keys) {
            List<RedisFuture<byte[]>> beginnings = new ArrayList<>(keys.size());
            for (byte[] key : keys) {
                beginnings.add(connection.commands().getrange(key, 0, ValueRows.beginning() - 1));
            }
            List<StoredKey> stored = new ArrayList<>(keys.size());
            for (int position = 0; position < beginnings.size(); position++) {
                String key = new String(keys.get(position), StandardCharsets.UTF_8);
                try {
                    byte[] beginning = RedisConnection.await(beginnings.get(position));
                    // An empty range is a key that has expired meanwhile.
                    if (beginning.length > 0) {
                        heads(keys.get(position), beginning).forEach(head -> stored.add(new StoredKey(key, head)));
                    }
                } catch (RedisCommandExecutionException e) {
                    if (!RedisFailure.isWrongType(e)) {
                        throw e;
                    }
                    stored.add(new StoredKey(key, NO_HEAD));
                }
            }
            return stored;
        }

        /** The heads of all rows of a value; rows that lie ahead are rare, and read in another step. */
        private List<byte[]> heads(byte[] key, byte[] beginning) {
            byte[] value = ValueRows.hasLaterRows(beginning)
                    ? RedisConnection.await(connection.commands().get(key))
                    : null;
            return ValueRows.heads(value == null ? beginning : value);
        }
    }
}
