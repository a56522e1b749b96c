package dev.tidemark.benchmark.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests over kept connections, one at a time on each. Closed loop: the next one is due when the last was answered. At a
 * rate: each has an instant at which it is due, and its latency counts from then, however late the connection was free.
 */
final class LoadGenerator {
    private final Duration length;

    LoadGenerator(Duration length) {
        this.length = length;
    }

    /**
     * @param rate requests per second over all connections; 0 for a closed loop
     */
    Figures run(Load load, int connections, double rate) {
        ProcessHandle server = load.target().process();
        long cpu = cpuNanos(server);
        long start = System.nanoTime();
        List<Connection> all = new ArrayList<>();
        for (int number = 0; number < connections; number++) {
            all.add(new Connection(load, number, connections, rate, start));
        }
        all.forEach(Thread::start);
        int count = 0;
        long errors = 0;
        List<long[]> parts = new ArrayList<>();
        for (Connection connection : all) {
            try {
                connection.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            parts.add(Arrays.copyOf(connection.nanos, connection.count));
            count += connection.count;
            errors += connection.errors;
        }
        long elapsed = System.nanoTime() - start;
        long[] nanos = parts.stream().flatMapToLong(Arrays::stream).toArray();
        return Figures.of(nanos, count, elapsed, cpuNanos(server) - cpu, errors);
    }

    static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private final class Connection extends Thread {
        private final List<byte[]> requests;
        private final int port;
        private final int number;
        private final long start;
        private final double nanosBetween;
        private long[] nanos = new long[1 << 16];
        private int count;
        private long errors;

        Connection(Load load, int number, int connections, double rate, long start) {
            super("load-" + number);
            this.requests = load.requests();
            this.port = load.target().port();
            this.number = number;
            this.start = start + (rate == 0 ? 0 : (long) (number * 1e9 / rate));
            this.nanosBetween = rate == 0 ? 0 : connections * 1e9 / rate;
        }

        @Override
        public void run() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                OutputStream out = socket.getOutputStream();
                HttpAnswers answers = new HttpAnswers(new BufferedInputStream(socket.getInputStream(), 1 << 16));
                for (int turn = 0; System.nanoTime() - start < length.toNanos(); turn++) {
                    long due = nanosBetween == 0 ? System.nanoTime() : start + (long) (turn * nanosBetween);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    out.write(requests.get((turn * 31 + number * 17) % requests.size()));
                    if (!answers.next()) {
                        errors++;
                    }
                    note(System.nanoTime() - due);
                }
            } catch (IOException e) {
                errors++;
            }
        }

        private void note(long latency) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = latency;
        }
    }

    /** A whole HTTP request. */
    static byte[] post(String path, String accept, byte[] body) {
        byte[] head = String.join(
                        "\r\n",
                        "POST " + path + " HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Accept: " + accept,
                        "Content-Length: " + body.length,
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
