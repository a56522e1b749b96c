package dev.tidemark.server.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between client and server, and loses the first answers after the server has given them. */
public final class LossyProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final AtomicInteger toLose;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public LossyProxy(int server, int answersToLose) throws IOException {
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        this.toLose = new AtomicInteger(answersToLose);
        threads.submit(this::accept);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    public int left() {
        return toLose.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.submit(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket real = new Socket(InetAddress.getLoopbackAddress(), server)) {
            threads.submit(() -> copy(client, real));
            InputStream answers = real.getInputStream();
            byte[] buffer = new byte[8_192];
            for (int length = answers.read(buffer); length >= 0; length = answers.read(buffer)) {
                if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                client.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // Either side may hang up at any time.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException e) {
            // As above.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
