package dev.tidemark.benchmark.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.answer.ByteOutput;
import dev.tidemark.server.answer.FeaturePlan;
import dev.tidemark.server.answer.JsonWriter;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.server.answer.MessagePackWriter;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The codec alone, on one thread: stored bytes to answer bytes, against unpacking to a map and writing it by databind.
 * Started by {@link CodecRace}; public and open to subclasses because JMH asks for it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CodecBenchmark.VALUES)
public class CodecBenchmark {
    static final int VALUES = 256;

    private final FeaturePlan plan;
    private final List<byte[]> stored;
    private final List<byte[]> changing;
    private final long now;
    private final ByteOutput out = new ByteOutput(1 << 14);
    private final ObjectMapper databind = new ObjectMapper();

    /** Makes the values of the served load's first entities. */
    public CodecBenchmark() {
        ServedLoad load = new ServedLoad(VALUES);
        FeatureGroup group = load.group();
        plan = FeaturePlan.of(group, group.featureNames());
        Instant event = Microseconds.floor(Instant.now());
        now = Microseconds.of(event.plusSeconds(ChangingRows.HALF));
        List<FeatureRow> rows = load.rows(group, 0, VALUES, event);
        stored = rows.stream().map(row -> ValueFormat.encode(group, row)).toList();
        changing = rows.stream()
                .map(row -> ValueFormat.encode(group, ChangingRows.of(row)))
                .toList();
    }

    /** The same answers, of values whose features change by themselves: half of the changes have happened. */
    @Benchmark
    public long jsonOfChanges() {
        return transcode(JsonWriter::new, changing);
    }

    @Benchmark
    public long messagePackOfChanges() {
        return transcode(MessagePackWriter::new, changing);
    }

    /** As the server answers in JSON. */
    @Benchmark
    public long json() {
        return transcode(JsonWriter::new, stored);
    }

    /** As the server answers in MessagePack. */
    @Benchmark
    public long messagePack() {
        return transcode(MessagePackWriter::new, stored);
    }

    private long transcode(Function<ByteOutput, AnswerWriter> format, List<byte[]> values) {
        long length = 0;
        for (byte[] value : values) {
            out.clear();
            LocatedRows rows = LocatedRows.of(plan, List.of(value), now);
            AnswerWriter writer = format.apply(out);
            writer.beginMap(plan.size());
            rows.writeAll(writer, 0);
            writer.endMap();
            length += out.size();
        }
        return length;
    }

    /** As it is usually written. */
    @Benchmark
    public long mapAndDatabind() throws IOException {
        long length = 0;
        for (byte[] value : stored) {
            length += databind.writeValueAsBytes(features(value)).length;
        }
        return length;
    }

    private static Map<String, Object> features(byte[] value) throws IOException {
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
            return features;
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
