package dev.tidemark.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a question that one node has: asked for in one write, on a line of its own where one is free, else on the
 * connection that all share. For one thread at a time.
 */
final class NodeBatch {
    private final ReadNode node;
    private final SharedGets shared;
    private int[] positions;
    private int count;
    private @Nullable NodeLine line;
    private List<Sent> sent = List.of();

    NodeBatch(ReadNode node, SharedGets shared, int capacity) {
        this.node = node;
        this.shared = shared;
        this.positions = new int[capacity];
    }

    boolean isFor(ReadNode other) {
        return node.id().equals(other.id());
    }

    void add(int position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
        }
        positions[count++] = position;
    }

    void send(Reading reading, Duration limit) {
        long now = System.nanoTime();
        if (!node.breaker().allows(now)) {
            failForGood(reading, 0, open());
            count = 0;
            return;
        }
        NodeLine free = node.lines().take(now);
        if (free != null) {
            try {
                free.ask(reading.keys(), positions, count, now + limit.toNanos());
                line = free;
                return;
            } catch (IOException e) {
                node.lines().loseAll(free);
            }
        }
        sent = shared.send(node, keys(reading), reading.isDirect());
    }

    private List<byte[]> keys(Reading reading) {
        return Arrays.stream(positions, 0, count)
                .mapToObj(position -> reading.keys().get(position))
                .toList();
    }

    private static RedisException open() {
        return new RedisException(
                "it was silent %d times in a row and is asked again twice a second".formatted(NodeReads.SILENCES));
    }

    /** Waits for the answers. */
    void collect(Reading reading) {
        NodeLine own = line;
        if (own == null) {
            collectShared(reading);
        } else {
            collect(reading, own);
        }
    }

    private void collect(Reading reading, NodeLine own) {
        int done = 0;
        try {
            while (done < count) {
                int position = positions[done];
                try {
                    reading.foundAt(node.name(), position, own.answer());
                } catch (RedisCommandExecutionException e) {
                    reading.failed(node.name(), position, e);
                }
                done++;
            }
            node.lines().giveBack(own, System.nanoTime());
            node.breaker().answered();
        } catch (IOException e) {
            lost(reading, own, done);
        }
    }

    /**
     * A line that ends tells nothing about the node: its keys are asked for on the other way. One that was silent does.
     */
    private void lost(Reading reading, NodeLine own, int from) {
        if (!own.isOverdue()) {
            node.lines().loseAll(own);
            for (int number = from; number < count; number++) {
                reading.again(positions[number], node.breaker());
            }
            return;
        }
        node.lines().lose(own);
        silent(reading, from);
    }

    private void silent(Reading reading, int from) {
        reading.spoke(node.breaker(), false);
        failForGood(reading, from, new RedisCommandTimeoutException("no answer within the time limit"));
    }

    private void failForGood(Reading reading, int from, RedisException why) {
        for (int number = from; number < count; number++) {
            reading.failedForGood(node.name(), positions[number], why);
        }
    }

    /** Asks once more, on a line that is opened for it: the connections that there were are broken. */
    void askAfresh(Reading reading, long deadline) {
        NodeLine fresh = node.lines().openBy(deadline);
        if (fresh == null) {
            reading.spoke(node.breaker(), false);
            failForGood(reading, 0, new RedisException("its connections are broken and it takes no new one"));
            return;
        }
        int done = 0;
        try {
            fresh.ask(reading.keys(), positions, count, deadline);
            for (; done < count; done++) {
                answerAfresh(reading, positions[done], fresh);
            }
            reading.spoke(node.breaker(), true);
            node.lines().giveBack(fresh, System.nanoTime());
        } catch (IOException e) {
            node.lines().lose(fresh);
            if (fresh.isOverdue()) {
                silent(reading, done);
            } else {
                failForGood(reading, done, new RedisException("its connections break", e));
            }
        }
    }

    private void answerAfresh(Reading reading, int position, NodeLine fresh) throws IOException {
        try {
            reading.found(position, fresh.answer());
        } catch (RedisCommandExecutionException e) {
            reading.failedForGood(node.name(), position, e);
        }
    }

    private void collectShared(Reading reading) {
        for (int number = 0; number < count; number++) {
            int position = positions[number];
            Sent one = sent.get(number);
            try {
                byte[] value = reading.await(one);
                if (one.direct()) {
                    reading.foundAt(node.name(), position, value);
                } else {
                    reading.found(position, value);
                }
            } catch (RedisException e) {
                reading.failed(one.node(), position, e);
            }
        }
    }
}
