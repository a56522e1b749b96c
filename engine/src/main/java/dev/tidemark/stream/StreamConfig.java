package dev.tidemark.stream;

import dev.tidemark.compile.ChangesAhead;
import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The configuration of streams.
 *
 * @param trigger the interval between batches
 * @param lateness how much older than the newest event of the stream an event may be
 * @param ahead how far an event's time may be ahead of the clock
 * @param checkpoints a folder or an {@code s3a://} address; each stream has a folder in it
 * @param statePartitions the number of partitions of the state; fixed when a stream first starts
 * @param maxEvents the greatest number of events in a batch
 * @param kafka properties of Kafka's client, including the brokers' addresses
 * @param changes how many changes to come the rows have
 */
public record StreamConfig(
        Duration trigger,
        Duration lateness,
        Duration ahead,
        String checkpoints,
        int statePartitions,
        int maxEvents,
        Map<String, String> kafka,
        ChangesAhead changes) {
    public StreamConfig {
        kafka = Map.copyOf(kafka);
    }

    /** A configuration with the default bounds of changes to come. */
    public StreamConfig(
            Duration trigger,
            Duration lateness,
            Duration ahead,
            String checkpoints,
            int statePartitions,
            int maxEvents,
            Map<String, String> kafka) {
        this(trigger, lateness, ahead, checkpoints, statePartitions, maxEvents, kafka, ChangesAhead.DEFAULT);
    }

    public static StreamConfig from(Settings settings) {
        String checkpoints = settings.text("stream.checkpoints");
        return new StreamConfig(
                settings.duration("stream.trigger"),
                settings.duration("stream.lateness"),
                settings.duration("stream.ahead"),
                checkpoints.contains(":")
                        ? checkpoints
                        : settings.path("stream.checkpoints").toString(),
                settings.integer("stream.state-partitions", 1, 10_000),
                settings.integer("stream.max-events", 1, 100_000_000),
                kafka(settings),
                ChangesAhead.from(settings));
    }

    /**
     * Checks that all hosts of a cluster see the same checkpoints. A folder that is mounted on all of them is named as
     * {@code file:///}.
     *
     * @param master of the Spark session
     * @throws ConfigurationException if checkpoints are a folder of one machine and the master is not local
     */
    public StreamConfig sharedOn(String master) {
        if (!master.startsWith("local") && !checkpoints.contains(":")) {
            throw new ConfigurationException(
                    "stream.checkpoints is '%s', a folder of this machine, and Spark runs on %s; expected storage that all hosts share, such as s3a://bucket/checkpoints, or file:///path for a folder that is mounted on all of them"
                            .formatted(checkpoints, master));
        }
        return this;
    }

    private static Map<String, String> kafka(Settings settings) {
        Map<String, String> kafka = new LinkedHashMap<>();
        String file = settings.text("stream.kafka-properties");
        if (!file.isEmpty()) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                properties.load(reader);
            } catch (IOException e) {
                throw new ConfigurationException(
                        "stream.kafka-properties is '%s', which cannot be read: %s".formatted(file, e));
            }
            properties.stringPropertyNames().forEach(name -> kafka.put(name, properties.getProperty(name)));
        }
        kafka.put("bootstrap.servers", settings.text("stream.kafka-servers"));
        return kafka;
    }
}
