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
 * The keys of a request that one node has: asked for in one write, on a free read connection where there is one, else
 * on the connection that all share. For one thread at a time.
 */
final class NodeQuery {
    private final Node node;
    private final SharedGets shared;
    private int[] positions;
    private int count;
    private @Nullable ReadConnection connection;
    private List<PendingGet> sent = List.of();

    NodeQuery(Node node, SharedGets shared, int capacity) {
        this.node = node;
        this.shared = shared;
        this.positions = new int[capacity];
    }

    boolean isFor(Node other) {
        return node.id().equals(other.id());
    }

    void add(int position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
        }
        positions[count++] = position;
    }

    void send(ReadRequest request, Duration limit) {
        long now = System.nanoTime();
        if (!node.breaker().allows(now)) {
            failForGood(request, 0, open());
            count = 0;
            return;
        }
        ReadConnection free = node.pool().take(now);
        if (free != null) {
            try {
                free.ask(request.keys(), positions, count, now + limit.toNanos());
                connection = free;
                return;
            } catch (IOException e) {
                node.pool().loseAll(free);
            }
        }
        sent = shared.send(node, keys(request), request.isDirect());
    }

    private List<byte[]> keys(ReadRequest request) {
        return Arrays.stream(positions, 0, count)
                .mapToObj(position -> request.keys().get(position))
                .toList();
    }

    private static RedisException open() {
        return new RedisException(
                "it was silent %d times in a row and is asked again twice a second".formatted(NodeReader.SILENCES));
    }

    /** Waits for the answers. */
    void collect(ReadRequest request) {
        ReadConnection own = connection;
        if (own == null) {
            collectShared(request);
        } else {
            collect(request, own);
        }
    }

    private void collect(ReadRequest request, ReadConnection own) {
        int done = 0;
        try {
            while (done < count) {
                int position = positions[done];
                try {
                    request.foundAt(node.name(), position, own.answer());
                } catch (RedisCommandExecutionException e) {
                    request.failed(node.name(), position, e);
                }
                done++;
            }
            node.pool().giveBack(own, System.nanoTime());
            node.breaker().answered();
        } catch (IOException e) {
            lost(request, own, done);
        }
    }

    /**
     * A connection that ends tells nothing about the node: its keys are asked for on the other way. One that was silent
     * does.
     */
    private void lost(ReadRequest request, ReadConnection own, int from) {
        if (!own.isOverdue()) {
            node.pool().loseAll(own);
            for (int number = from; number < count; number++) {
                request.again(positions[number], node.breaker());
            }
            return;
        }
        node.pool().lose(own);
        silent(request, from);
    }

    private void silent(ReadRequest request, int from) {
        request.spoke(node.breaker(), false);
        failForGood(request, from, new RedisCommandTimeoutException("no answer within the time limit"));
    }

    private void failForGood(ReadRequest request, int from, RedisException why) {
        for (int number = from; number < count; number++) {
            request.failedForGood(node.name(), positions[number], why);
        }
    }

    /** Asks once more, on a connection that is opened for it: the connections that there were are broken. */
    void askAfresh(ReadRequest request, long deadline) {
        ReadConnection fresh = node.pool().openBy(deadline);
        if (fresh == null) {
            request.spoke(node.breaker(), false);
            failForGood(request, 0, new RedisException("its connections are broken and it takes no new one"));
            return;
        }
        int done = 0;
        try {
            fresh.ask(request.keys(), positions, count, deadline);
            for (; done < count; done++) {
                answerAfresh(request, positions[done], fresh);
            }
            request.spoke(node.breaker(), true);
            node.pool().giveBack(fresh, System.nanoTime());
        } catch (IOException e) {
            node.pool().lose(fresh);
            if (fresh.isOverdue()) {
                silent(request, done);
            } else {
                failForGood(request, done, new RedisException("its connections break", e));
            }
        }
    }

    private void answerAfresh(ReadRequest request, int position, ReadConnection fresh) throws IOException {
        try {
            request.found(position, fresh.answer());
        } catch (RedisCommandExecutionException e) {
            request.failedForGood(node.name(), position, e);
        }
    }

    private void collectShared(ReadRequest request) {
        for (int number = 0; number < count; number++) {
            int position = positions[number];
            PendingGet one = sent.get(number);
            try {
                byte[] value = request.await(one);
                if (one.direct()) {
                    request.foundAt(node.name(), position, value);
                } else {
                    request.found(position, value);
                }
            } catch (RedisException e) {
                request.failed(one.node(), position, e);
            }
        }
    }
}
