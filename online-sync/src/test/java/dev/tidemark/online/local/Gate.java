package dev.tidemark.online.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A port before a server's, which a test shuts and opens: shut, it is as one whose server was killed. It can also be
 * slow at the beginning of each connection, as a busy machine is while two sides greet each other.
 */
public final class Gate implements AutoCloseable {
    private final int server;
    private final Duration firstAnswerDelay;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private volatile @Nullable ServerSocket door;

    /** @param server the port behind it */
    public Gate(int server, Duration firstAnswerDelay) {
        this.server = server;
        this.firstAnswerDelay = firstAnswerDelay;
        this.port = listen(0);
    }

    public Gate(int server) {
        this(server, Duration.ZERO);
    }

    public int port() {
        return port;
    }

    /** Breaks all connections, and refuses new ones. */
    public void shut() {
        closeQuietly(door);
        sockets.forEach(Gate::closeQuietly);
    }

    public void open() {
        listen(port);
    }

    private int listen(int wanted) {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 500);
            door = listening;
            threads.submit(() -> accept(listening));
            return listening.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket real = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(real);
                threads.submit(() -> copy(client, real, Duration.ZERO));
                threads.submit(() -> copy(real, client, firstAnswerDelay));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void copy(Socket from, Socket to, Duration delay) {
        try (from;
                to) {
            InputStream bytes = from.getInputStream();
            byte[] buffer = new byte[8_192];
            long wait = delay.toNanos();
            for (int length = bytes.read(buffer); length >= 0; length = bytes.read(buffer)) {
                LockSupport.parkNanos(wait);
                wait = 0;
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // The other side has gone, or the gate was shut.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        shut();
        threads.shutdownNow();
    }
}
