package dev.tidemark.online.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one node that one reader at a time has for itself: it writes its {@code GET}s and reads the answers
 * on its own thread, without a queue, a future or another thread to be woken. {@link ConnectionPool} ends it where an
 * answer is overdue.
 */
final class ReadConnection {
    private static final byte[] GET = "*2\r\n$3\r\nGET\r\n$".getBytes(StandardCharsets.US_ASCII);
    private static final long IDLE = Long.MIN_VALUE;
    private static final long OVERDUE = IDLE + 1;

    private final Socket socket;
    private final OutputStream out;
    private final RespReplies replies;
    /** When the answers must be here, as {@link System#nanoTime}, or one of the two states. */
    private final AtomicLong due = new AtomicLong(IDLE);

    private byte[] commands = new byte[256];
    private volatile long idleSince = System.nanoTime();

    ReadConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.replies = new RespReplies(socket.getInputStream());
    }

    /**
     * Asks for keys, in one write.
     *
     * @param positions of the keys that are asked for
     * @param dueAt as {@link System#nanoTime}
     */
    void ask(List<byte[]> keys, int[] positions, int count, long dueAt) throws IOException {
        due.setRelease(dueAt);
        int size = 0;
        for (int number = 0; number < count; number++) {
            size = command(keys.get(positions[number]), size);
        }
        out.write(commands, 0, size);
        letOthersGoFirst();
    }

    /**
     * They have something to do while Redis has: often the answer is here when this thread's turn comes again, and need
     * not be waited for, which costs more system calls than reading it. Nothing depends on it.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void letOthersGoFirst() {
        if (Thread.currentThread().isVirtual()) {
            Thread.yield();
        }
    }

    private int command(byte[] key, int from) {
        byte[] length = Integer.toString(key.length).getBytes(StandardCharsets.US_ASCII);
        int size = from + GET.length + length.length + key.length + 4;
        if (size > commands.length) {
            commands = java.util.Arrays.copyOf(commands, Math.max(size, commands.length * 2));
        }
        System.arraycopy(GET, 0, commands, from, GET.length);
        int at = from + GET.length;
        System.arraycopy(length, 0, commands, at, length.length);
        at = endOfLine(at + length.length);
        System.arraycopy(key, 0, commands, at, key.length);
        return endOfLine(at + key.length);
    }

    private int endOfLine(int at) {
        commands[at] = '\r';
        commands[at + 1] = '\n';
        return at + 2;
    }

    /** The next answer, as {@link RespReplies#value}. */
    byte @Nullable [] answer() throws IOException {
        return replies.value();
    }

    /** Tells the connection that all answers are read; false where it was given up meanwhile. */
    boolean rest(long now) {
        idleSince = now;
        return due.getAndSet(IDLE) != OVERDUE;
    }

    /** Ends the connection where its answers should have been here. */
    boolean endIfOverdue(long now) {
        long limit = due.getAcquire();
        if (limit == IDLE || limit == OVERDUE || limit - now > 0 || !due.compareAndSet(limit, OVERDUE)) {
            return false;
        }
        end();
        return true;
    }

    /** Whether it was ended because answers did not come in time. */
    boolean isOverdue() {
        return due.get() == OVERDUE;
    }

    /** As {@link System#nanoTime}. */
    long idleSince() {
        return idleSince;
    }

    void end() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
