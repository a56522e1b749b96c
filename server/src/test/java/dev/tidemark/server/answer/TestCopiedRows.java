package dev.tidemark.server.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/**
 * Rows that are answered in MessagePack by one copy of what is stored, held against the same rows written feature by
 * feature.
 */
final class TestCopiedRows {
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private static final FeatureGroup GROUP = group(ScalarType.values());
    private static final Instant WRITTEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final long AT = Microseconds.of(WRITTEN);
    private static final FeaturePlan ALL = FeaturePlan.of(GROUP, GROUP.featureNames());

    @Test
    void aRowIsTheSameWhetherItIsCopiedOrWrittenFeatureByFeature() throws IOException {
        int copied = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            byte[] stored = hurt(stored(GROUP, new Random(seed)), new Random(seed));
            LocatedRows rows = LocatedRows.of(ALL, Arrays.asList(new byte[][] {stored}), AT);
            if (!rows.broken().isEmpty()) {
                continue;
            }
            byte[] whole = whole(rows, ALL);

            assertThat(read(whole)).as("seed %d", seed).isEqualTo(read(byFeature(rows, ALL)));
            copied += endsWith(stored, Arrays.copyOfRange(whole, 1, whole.length)) ? 1 : 0;
        }
        assertThat(copied).as("rows that were copied").isGreaterThan(1_000);
    }

    @Test
    void aQuestionInAnotherOrderOrUnderOtherNamesIsAnsweredAsItIsAsked() throws IOException {
        List<String> names = GROUP.featureNames();
        List<FeaturePlan> plans = List.of(
                FeaturePlan.of(GROUP, names.reversed()),
                FeaturePlan.of(GROUP, names.subList(0, 3)),
                FeaturePlan.of(GROUP, names.subList(2, 5)),
                FeaturePlan.of(
                        GROUP, names, names.stream().map(name -> "g:" + name).toList()));
        for (FeaturePlan plan : plans) {
            LocatedRows rows = LocatedRows.of(plan, List.of(stored(GROUP, new Random(7))), AT);
            assertThat(read(whole(rows, plan))).isEqualTo(read(byFeature(rows, plan)));
        }
    }

    @Test
    void aRowOfAnOlderDefinitionIsNotCopied() throws IOException {
        FeatureGroup older = group(ScalarType.BOOL, ScalarType.INT64, ScalarType.STRING);
        FeatureGroup longer = group(ScalarType.BOOL, ScalarType.INT64, ScalarType.STRING, ScalarType.INT32);
        for (FeatureGroup stored : List.of(older, longer)) {
            FeatureGroup now = stored == older ? longer : older;
            FeaturePlan plan = FeaturePlan.of(now, now.featureNames());
            LocatedRows rows = LocatedRows.of(plan, List.of(stored(stored, new Random(3))), AT);

            assertThat(read(whole(rows, plan))).isEqualTo(read(byFeature(rows, plan)));
            assertThat(read(whole(rows, plan)).asMapValue().size()).isEqualTo(plan.size());
        }
    }

    private static byte[] whole(LocatedRows rows, FeaturePlan plan) {
        ByteOutput out = new ByteOutput(16);
        MessagePackWriter writer = new MessagePackWriter(out);
        writer.beginMap(plan.size());
        rows.writeAll(writer, 0);
        return out.toBytes();
    }

    private static byte[] byFeature(LocatedRows rows, FeaturePlan plan) {
        ByteOutput out = new ByteOutput(16);
        MessagePackWriter writer = new MessagePackWriter(out);
        writer.beginMap(plan.size());
        for (int feature = 0; feature < plan.size(); feature++) {
            writer.name(plan.label(feature));
            rows.write(writer, 0, feature);
        }
        return out.toBytes();
    }

    private static Value read(byte[] packed) throws IOException {
        try (var unpacker = MessagePack.newDefaultUnpacker(packed)) {
            return unpacker.unpackValue();
        }
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        return bytes.length >= end.length
                && Arrays.equals(bytes, bytes.length - end.length, bytes.length, end, 0, end.length);
    }

    /** Changes the last value, a text, in some rows: to no text, to no UTF-8, to a number that is none of ours. */
    private static byte[] hurt(byte[] stored, Random random) {
        byte[] hurt = stored.clone();
        int last = hurt.length - 1;
        switch (random.nextInt(6)) {
            case 0 -> hurt[last] = (byte) 0xff;
            case 1 -> hurt[random.nextInt(hurt.length)] = (byte) random.nextInt(256);
            default -> {}
        }
        return hurt;
    }

    private static FeatureGroup group(ScalarType... types) {
        FeatureGroupBuilder builder = FeatureGroups.written("g", USER).online();
        for (ScalarType type : types) {
            builder.feature("feature_" + type.name().toLowerCase(java.util.Locale.ROOT), type, "generated");
        }
        return builder.build();
    }

    private static byte[] stored(FeatureGroup group, Random random) {
        List<Object> values = new ArrayList<>();
        group.features()
                .forEach(feature ->
                        values.add(random.nextInt(8) == 0 ? null : value((ScalarType) feature.type(), random)));
        return ValueFormat.encode(group, new FeatureRow(EntityKey.of(USER, 1L), WRITTEN, WRITTEN, values));
    }

    private static Object value(ScalarType type, Random random) {
        return switch (type) {
            case BOOL -> random.nextBoolean();
            case INT32 -> random.nextInt() >> random.nextInt(32);
            case INT64 -> random.nextLong() >> random.nextInt(64);
            case FLOAT32 -> random.nextFloat();
            case FLOAT64 -> random.nextDouble();
            case STRING -> random.nextInt(4) == 0 ? "grün" : "x".repeat(random.nextInt(40));
            case BYTES -> "bytes".getBytes(StandardCharsets.US_ASCII);
            case TIMESTAMP -> Instant.ofEpochSecond(random.nextInt());
        };
    }
}
