package dev.tidemark.kill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker in a process of its own. */
final class Kafka implements AutoCloseable {
    private final Child process;
    private final String address;

    private Kafka(Child process, String address) {
        this.process = process;
        this.address = address;
    }

    static Kafka start(Path folder) throws IOException {
        Files.createDirectories(folder);
        int port = freePort();
        Child process = Child.start(
                Map.of(),
                Broker.class.getName(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(freePort()));
        process.await(Broker.READY);
        return new Kafka(process, "127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return address;
    }

    void createTopic(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Sends records without keys, and waits until the broker has them. */
    void send(String topic, List<String> values) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
            producer.flush();
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
