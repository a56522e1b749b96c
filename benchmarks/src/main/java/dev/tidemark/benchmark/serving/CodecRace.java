package dev.tidemark.benchmark.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.transcode.ByteOutput;
import dev.tidemark.online.transcode.FeaturePlan;
import dev.tidemark.online.transcode.JsonWriter;
import dev.tidemark.online.transcode.LocatedRows;
import dev.tidemark.online.transcode.MessagePackWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** The codec alone, on one thread: stored bytes to answer bytes, against unpacking to a map and writing it by databind. */
final class CodecRace {
    private static final int VALUES = 256;

    private final FeatureGroup group;
    private final FeaturePlan plan;
    private final List<byte[]> stored = new ArrayList<>();
    private final ByteOutput out = new ByteOutput(1 << 14);
    private final ObjectMapper databind = new ObjectMapper();

    /** Keeps what was made from being optimised away. */
    private long sink;

    CodecRace(ServedLoad load) {
        group = load.group();
        plan = FeaturePlan.of(group, group.featureNames());
        for (FeatureRow row : load.rows(group, 0, VALUES, Instant.now())) {
            stored.add(ValueFormat.encode(group, row));
        }
    }

    /** Microseconds per value: medians of interleaved rounds, by codec. */
    Map<String, Double> run(int rounds, long nanosEach) {
        Map<String, ToIntFunction<byte[]>> codecs = new LinkedHashMap<>();
        codecs.put("transcode to JSON", this::json);
        codecs.put("transcode to MessagePack", this::messagePack);
        codecs.put("map and databind", this::databind);
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int round = -2; round < rounds; round++) {
            int number = round;
            codecs.forEach((name, codec) -> {
                double micros = micros(codec, nanosEach);
                if (number >= 0) {
                    samples.computeIfAbsent(name, codecName -> new ArrayList<>())
                            .add(micros);
                }
            });
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        samples.forEach((name, all) -> medians.put(name, Figures.median(all)));
        return medians;
    }

    private double micros(ToIntFunction<byte[]> codec, long nanos) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < nanos) {
            for (byte[] value : stored) {
                sink += codec.applyAsInt(value);
            }
            count += VALUES;
        }
        return (System.nanoTime() - start) / 1e3 / count;
    }

    long sink() {
        return sink;
    }

    private int json(byte[] value) {
        out.clear();
        LocatedRows rows = plan.locate(List.of(value), 0);
        JsonWriter writer = new JsonWriter(out);
        writer.beginMap(plan.size());
        rows.writeAll(writer, 0);
        writer.endMap();
        return out.size();
    }

    private int messagePack(byte[] value) {
        out.clear();
        LocatedRows rows = plan.locate(List.of(value), 0);
        MessagePackWriter writer = new MessagePackWriter(out);
        writer.beginMap(plan.size());
        rows.writeAll(writer, 0);
        return out.size();
    }

    private int databind(byte[] value) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(value)) {
            Map<String, Object> features = new LinkedHashMap<>();
            for (int entries = unpacker.unpackMapHeader(); entries > 0; entries--) {
                if (!unpacker.unpackString().equals("features")) {
                    unpacker.skipValue();
                    continue;
                }
                for (int left = unpacker.unpackMapHeader(); left > 0; left--) {
                    features.put(unpacker.unpackString(), value(unpacker));
                }
            }
            return databind.writeValueAsBytes(features).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(MessageUnpacker unpacker) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case FLOAT -> (Object) unpacker.unpackDouble();
            case INTEGER -> (Object) unpacker.unpackLong();
            default -> unpacker.unpackString();
        };
    }
}
