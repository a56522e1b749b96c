package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.OtherWork;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over kept connections, one at a time on each. Closed loop: the next one is due when the last was
 * answered. At a rate: each has an instant at which it is due, and its latency counts from then, however late the
 * connection was free. The clock starts once all connections are open: opening them at once is not what is measured.
 */
final class LoadGenerator {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;
    /** From the moment in which all connections are told until the first request of a rate is due. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Duration length;

    LoadGenerator(Duration length) {
        this.length = length;
    }

    /**
     * @param rate requests per second over all connections; 0 for a closed loop
     */
    Figures run(Load load, int connections, double rate) {
        CountDownLatch open = new CountDownLatch(connections);
        CompletableFuture<Long> begin = new CompletableFuture<>();
        List<Connection> all = new ArrayList<>();
        for (int number = 0; number < connections; number++) {
            all.add(new Connection(load, number, connections, rate, open, begin));
        }
        all.forEach(Thread::start);
        Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
        long errors = 0;
        try {
            open.await();
            ProcessHandle server = load.target().process();
            long cpu = cpuNanos(server);
            OtherWork others = OtherWork.start();
            long start = System.nanoTime() + (rate == 0 ? 0 : LEAD_NANOS);
            begin.complete(start);
            for (Connection connection : all) {
                connection.join();
                nanos.add(connection.nanos);
                errors += connection.errors;
            }
            return Figures.of(nanos, System.nanoTime() - start, cpuNanos(server) - cpu, errors, others.share());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private final class Connection extends Thread {
        private final List<byte[]> requests;
        private final int port;
        private final int number;
        private final CountDownLatch open;
        private final CompletableFuture<Long> begin;
        private final long firstDue;
        private final double nanosBetween;
        private final Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
        private long errors;

        Connection(
                Load load,
                int number,
                int connections,
                double rate,
                CountDownLatch open,
                CompletableFuture<Long> begin) {
            super("load-" + number);
            this.requests = load.requests();
            this.port = load.target().port();
            this.number = number;
            this.open = open;
            this.begin = begin;
            this.firstDue = rate == 0 ? 0 : (long) (number * 1e9 / rate);
            this.nanosBetween = rate == 0 ? 0 : connections * 1e9 / rate;
        }

        @Override
        public void run() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                open.countDown();
                send(socket, begin.join());
            } catch (IOException e) {
                errors++;
                // One that could not be opened is not waited for.
                open.countDown();
            }
        }

        private void send(Socket socket, long start) throws IOException {
            OutputStream out = socket.getOutputStream();
            HttpAnswers answers = new HttpAnswers(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            for (int turn = 0; System.nanoTime() - start < length.toNanos(); turn++) {
                long due = nanosBetween == 0 ? System.nanoTime() : start + firstDue + (long) (turn * nanosBetween);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(requests.get((turn * 31 + number * 17) % requests.size()));
                if (!answers.next()) {
                    errors++;
                }
                nanos.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
            }
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
