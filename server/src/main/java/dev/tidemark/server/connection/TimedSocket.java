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
 * A client's socket with a time limit on each wait for the client. A wait for bytes that takes too long ends as if the client had sent its last byte, so that it
 * can still be answered; a wait for a reader that takes too long ends the connection. Used by one thread, and by {@link Deadlines}.
 */
final class TimedSocket {
    private static final int SLICE = 1 << 20;
    private static final long NONE = 0;

    private final HelidonSocket socket;
    private final SocketChannel channel;
    private final Duration answerTimeout;
    private final AtomicLong deadline = new AtomicLong(NONE);
    private volatile boolean writing;
    private volatile boolean expired;
    private boolean broken;

    TimedSocket(HelidonSocket socket, SocketChannel channel, Duration answerTimeout) {
        this.socket = socket;
        this.channel = channel;
        this.answerTimeout = answerTimeout;
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

    /** Reads what there is, at least a byte; null at the end of the stream, by the client's will or by a passed limit. */
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
     * Writes all of it; nothing where the client has left or does not read. That is no failure of the request, which has been answered: the connection ends at
     * the next read.
     */
    void write(BufferData data) {
        if (broken) {
            return;
        }
        writing = true;
        try {
            while (data.available() > SLICE) {
                byte[] slice = new byte[SLICE];
                int length = data.read(slice);
                limit(answerTimeout);
                socket.write(BufferData.create(slice, 0, length));
            }
            limit(answerTimeout);
            socket.write(data);
        } catch (UncheckedIOException e) {
            broken = true;
        } finally {
            unlimited();
            writing = false;
        }
    }

    /** Ends a wait that has taken too long; called by another thread. */
    void expireIfDue(long now) {
        long end = deadline.get();
        if (end == NONE || now - end < 0 || !deadline.compareAndSet(end, NONE)) {
            return;
        }
        expired = true;
        if (writing) {
            reset();
        } else {
            stopReading();
        }
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
     * Lets a client that still sends read its answer before the connection is closed: a kernel that gets bytes for a closed socket resets the connection, and
     * throws away what the client has not read.
     */
    void linger(Duration limit, long most) {
        try {
            if (broken) {
                return;
            }
            channel.shutdownOutput();
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
