package dev.tidemark.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket with a time limit on each wait. If a read takes too long, the request ends as if the client had
 * sent its last byte, so that it can still be answered. If a write takes too long, the connection ends. Used by one
 * thread, and by {@link Deadlines}.
 */
final class TimedSocket {
    private static final int LIMITED_BYTES = 1 << 20;
    private static final int SLICE = 64 << 10;
    private static final long NONE = 0;

    /** What a reader gets where too many large answers wait. */
    private static final long HURRIED_NANOS = 100_000_000;

    private final HelidonSocket socket;
    private final SocketChannel channel;
    private final Duration answerTimeout;
    private final UnreadAnswers unread;
    private final AtomicLong deadline = new AtomicLong(NONE);
    private volatile boolean writing;
    private volatile boolean writingMuch;
    private volatile boolean expired;
    private boolean broken;

    TimedSocket(HelidonSocket socket, SocketChannel channel, Duration answerTimeout, UnreadAnswers unread) {
        this.socket = socket;
        this.channel = channel;
        this.answerTimeout = answerTimeout;
        this.unread = unread;
    }

    /** Limits what is read from now on, as a whole. */
    void limit(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        deadline.set(end == NONE ? 1 : end);
    }

    void unlimited() {
        deadline.set(NONE);
    }

    /** Returns whether a limit passed. */
    boolean isExpired() {
        return expired;
    }

    /**
     * Reads the bytes that have arrived, at least one; null at the end of the stream, whether the client closed it or a
     * time limit passed.
     */
    byte @Nullable [] read() {
        if (broken) {
            return null;
        }
        try {
            return socket.get();
        } catch (UncheckedIOException e) {
            broken = true;
            if (expired) {
                return null;
            }
            throw new CloseConnectionException("The client left", e);
        }
    }

    /**
     * Writes all bytes, or nothing if the client has left or does not read. That is not a failure of the request, which
     * has been answered: the connection ends at the next read.
     */
    void write(BufferData data) {
        if (broken) {
            return;
        }
        int length = data.available();
        if (!UnreadAnswers.isLarge(length)) {
            limit(answerTimeout);
            writeNow(data);
        } else if (unread.isTooMuch()) {
            broken = true;
            reset();
        } else {
            writeLarge(data, length);
        }
    }

    /** Writes in parts, as the kernel's copy of each has the size of the part. */
    private void writeLarge(BufferData data, int length) {
        unread.add(length);
        writingMuch = true;
        byte[] slice = new byte[SLICE];
        for (int written = 0; data.available() > 0 && !broken; ) {
            if (written % LIMITED_BYTES == 0) {
                limit(answerTimeout);
            }
            int part = data.read(slice);
            writeNow(BufferData.create(slice, 0, part));
            written += part;
        }
        writingMuch = false;
        unread.add(-length);
        unlimited();
    }

    private void writeNow(BufferData data) {
        writing = true;
        try {
            socket.write(data);
        } catch (UncheckedIOException e) {
            broken = true;
        } finally {
            writing = false;
            if (!writingMuch) {
                unlimited();
            }
        }
    }

    /** Ends a wait that has taken too long; called by another thread. */
    void expireIfDue(long now) {
        long end = deadline.get();
        if (end == NONE || (now - end < 0 && !isHurried(now, end)) || !deadline.compareAndSet(end, NONE)) {
            return;
        }
        expired = true;
        if (writing || writingMuch) {
            reset();
        } else {
            stopReading();
        }
    }

    private boolean isHurried(long now, long end) {
        return writingMuch && now - (end - answerTimeout.toNanos()) > HURRIED_NANOS && unread.isTooMuch();
    }

    /** Lets a wait for bytes end as at the end of the stream. */
    void stopReading() {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // Closed already: the wait has ended.
        }
    }

    /** Closes without caring for what the client has not read: the kernel would keep it for minutes. */
    private void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Closed all the same.
        }
    }

    /**
     * Lets a client that still sends read its answer before the connection is closed. A kernel that receives bytes for
     * a closed socket resets the connection and discards what the client has not read.
     */
    void linger(Duration limit, long most) throws InterruptedException {
        try {
            if (broken) {
                return;
            }
            channel.shutdownOutput();
            if (expired) {
                // Nothing can be read any more, but the kernel still accepts incoming bytes.
                Thread.sleep(limit);
                return;
            }
            limit(limit);
            long left = most;
            for (byte[] bytes = socket.get(); bytes != null && left > 0; bytes = socket.get()) {
                left -= bytes.length;
            }
        } catch (IOException | UncheckedIOException e) {
            // The client has left.
        } finally {
            unlimited();
        }
    }
}
