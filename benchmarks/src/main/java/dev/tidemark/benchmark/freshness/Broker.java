package dev.tidemark.benchmark.freshness;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** The main class of a Kafka broker that is its own controller, in a folder of its own. */
public final class Broker {
    static final String READY = "the broker is ready";

    private Broker() {}

    /** @param arguments a folder, the broker's port, the controller's port */
    public static void main(String... arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String settings = """
                process.roles=broker,controller
                node.id=1
                listeners=PLAINTEXT://127.0.0.1:%1$s,CONTROLLER://127.0.0.1:%2$s
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$s
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$s
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                """.formatted(arguments[1], arguments[2], folder.resolve("logs"));
        Path file = Files.writeString(folder.resolve("server.properties"), settings);
        String[] format = {"format", "--cluster-id", "AAAAAAAAQACAAAAAAAAAAA", "--config", file.toString()};
        if (StorageTool.execute(format, System.out) != 0) {
            throw new IllegalStateException("The folder of the broker was not formatted");
        }
        Properties properties = new Properties();
        properties.load(new StringReader(settings));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        System.out.println(READY);
        server.awaitShutdown();
    }
}
