package dev.tidemark.benchmark.freshness;

import dev.tidemark.conf.Settings;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.registry.Registry;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.spark.sql.SparkSession;

/**
 * All that lies between an event and its answer, each in a process of its own: broker, stream, Redis Cluster, server.
 */
final class Road implements AutoCloseable {
    private static final int REDIS_PORTS = 27_800;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final Path folder;
    private final String broker;
    private final URI server;
    private final PrintStream out;

    private Road(Path folder, String broker, URI server, PrintStream out) {
        this.folder = folder;
        this.broker = broker;
        this.server = server;
        this.out = out;
    }

    static Road open(PrintStream out) throws Exception {
        int port = freePort();
        int brokerPort = freePort();
        Path folder = Files.createTempDirectory("freshness");
        Road road = new Road(folder, "127.0.0.1:" + brokerPort, URI.create("http://127.0.0.1:" + port), out);
        try {
            road.build(port, brokerPort);
            return road;
        } catch (Exception e) {
            road.close();
            throw e;
        }
    }

    private void build(int port, int brokerPort) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TIDEMARK_HOME", folder.resolve("home").toString(),
                "TIDEMARK_REDIS_PORTS", Integer.toString(REDIS_PORTS),
                "TIDEMARK_SERVER_PORT", Integer.toString(port),
                "TIDEMARK_STREAM_KAFKA_SERVERS", broker));
        declare(environment);
        out.println("Starting a broker, a stream, a Redis Cluster and a server ...");
        Path kafka = Files.createDirectory(folder.resolve("kafka"));
        begin(Part.start(
                        Map.of(),
                        Broker.class.getName(),
                        kafka.toString(),
                        Integer.toString(brokerPort),
                        Integer.toString(freePort())))
                .await(Broker.READY);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(new NewTopic(Events.topic(), PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        begin(Part.tidemark(environment, "stream", "--group", Events.GROUP)).await("started");
        begin(Part.tidemark(environment, "serve"));
        awaitReady();
    }

    private Part begin(Part part) {
        parts.push(part);
        return part;
    }

    private static void declare(Map<String, String> environment) throws IOException {
        Settings settings = Settings.load(environment, Optional.empty());
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(settings));
                SparkSession spark = SparkSessions.open(SparkConfig.from(settings), "freshness")) {
            spark.sql("CREATE NAMESPACE tidemark.fresh");
            spark.sql(Events.tableStatement());
            Registry registry = new Registry(database, InstantSource.system());
            registry.apply(registry.plan(List.of(Events.group())));
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/health/ready")).build();
        while (System.nanoTime() < end) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(200);
        }
        throw new IOException("The server was not ready within " + PATIENCE);
    }

    /** Seconds from event to answer, in ascending order, of the events that were followed. */
    List<Double> measure(int rate, int seconds) throws Exception {
        Probes probes = new Probes(server);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker, "linger.ms", "5"),
                        new StringSerializer(),
                        new StringSerializer());
                ExecutorService sender = Executors.newSingleThreadExecutor()) {
            out.println("Warming up ...");
            ask(probes, sender.submit(sending(producer, 0, rate, Math.max(20, seconds / 2), probes)));
            probes.forget();
            out.println("Measuring ...");
            ask(probes, sender.submit(sending(producer, 1_000_000_000L, rate, seconds, probes)));
        }
        return probes.seconds();
    }

    private static Callable<Boolean> sending(
            KafkaProducer<String, String> producer, long from, int rate, int seconds, Probes probes) {
        return () -> {
            Events.send(producer, from, rate, seconds, probes);
            return true;
        };
    }

    /** Until all has been sent and answered. */
    private static void ask(Probes probes, Future<Boolean> sent) throws Exception {
        long end = Long.MAX_VALUE;
        while (!sent.isDone() || (probes.waiting() > 0 && System.nanoTime() < end)) {
            if (sent.isDone() && end == Long.MAX_VALUE) {
                end = System.nanoTime() + PATIENCE.toNanos();
            }
            probes.ask();
            Thread.sleep(BETWEEN_QUESTIONS);
        }
        sent.get();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        parts.forEach(Part::close);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
