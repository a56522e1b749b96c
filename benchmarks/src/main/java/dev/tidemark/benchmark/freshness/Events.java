package dev.tidemark.benchmark.freshness;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.sum;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.ScalarType;
import java.time.Instant;
import java.util.Locale;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events of many entities at a steady rate; each has a number, which is a feature. */
final class Events {
    static final String GROUP = "fresh_events";
    static final String FEATURE = "last_number";
    static final int ENTITIES = 20_000;
    private static final String TOPIC = "fresh-events";
    private static final String TABLE = "tidemark.fresh.events";
    /** One event in so many is followed to its answer. */
    private static final int FOLLOWED = 20;

    private Events() {}

    static FeatureGroup group() {
        return FeatureGroup.named(GROUP)
                .describedAs("Events of an entity")
                .ownedBy("benchmarks")
                .entity(Entity.of("thing", "A thing with events", "thing_id", ScalarType.INT64))
                .source(DataSource.table(TABLE).timestamp("t").streamedFrom(KafkaTopic.named(TOPIC)))
                .feature("events_10m", "Events", count().over("10m"))
                .feature("amount_1h", ScalarType.FLOAT64, "Money", sum("amount").over("1h"))
                .feature(
                        FEATURE,
                        ScalarType.INT64,
                        "The newest event's number",
                        last("number").over("1h"))
                .online()
                .build();
    }

    static String tableStatement() {
        return "CREATE TABLE " + TABLE + " (thing_id BIGINT, t TIMESTAMP, number BIGINT, amount DOUBLE) USING iceberg";
    }

    static String topic() {
        return TOPIC;
    }

    /** Sends events at a rate, each when its turn has come; an event that is to be followed is told when it is sent. */
    static void send(Producer<String, String> producer, long from, int perSecond, int seconds, Probes probes)
            throws InterruptedException {
        long start = System.nanoTime();
        long events = (long) perSecond * seconds;
        for (long event = 0; event < events; event++) {
            long turn = start + event * 1_000_000_000L / perSecond;
            long left = turn - System.nanoTime();
            if (left > 1_000_000) {
                Thread.sleep(left / 1_000_000);
            }
            long number = from + event;
            long thing = number % ENTITIES;
            if (number % FOLLOWED == 0) {
                probes.sent(thing, number);
            }
            @SuppressWarnings("unused") // the callback hears of it
            var sending = producer.send(
                    new ProducerRecord<>(TOPIC, Long.toString(thing), json(thing, number)), (sent, failure) -> {
                        if (failure != null) {
                            probes.failed(failure);
                        }
                    });
        }
        producer.flush();
    }

    private static String json(long thing, long number) {
        return String.format(
                Locale.ROOT,
                "{\"thing_id\": %d, \"t\": \"%s\", \"number\": %d, \"amount\": %d.25}",
                thing,
                Instant.now(),
                number,
                number % 100);
    }
}
