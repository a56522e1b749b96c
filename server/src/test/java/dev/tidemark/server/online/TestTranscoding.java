package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.ChangesWriter;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Status;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.ValueRows;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.answer.ByteOutput;
import dev.tidemark.server.answer.FeaturePlan;
import dev.tidemark.server.answer.JsonWriter;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.server.answer.MessagePackWriter;
import dev.tidemark.server.http.AnswerFormat;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers made straight from stored bytes, held against answers made from decoded values. */
final class TestTranscoding {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.STRING);
    private static final FeatureGroup GROUP = group(allTypes());

    private final MemoryOnlineStore store = new MemoryOnlineStore(() -> NOW);

    @Test
    void anyRowIsAnsweredInBothFormatsAsItsDecodedValuesAre() throws Exception {
        for (int turn = 0; turn < 2_500; turn++) {
            long seed = 20_261_121L + turn;
            Random random = new Random(seed);
            List<EntityKey> entities = new ArrayList<>();
            for (int entity = 0; entity < 1 + random.nextInt(3); entity++) {
                EntityKey key = EntityKey.of(USER, text(random) + turn + "-" + entity);
                entities.add(key);
                if (random.nextInt(5) > 0) {
                    Instant at = NOW.minusMillis(random.nextInt(3_700_000));
                    store.write(GROUP, List.of(row(key, at, random)));
                    if (random.nextInt(3) == 0) {
                        Instant ahead = NOW.plusNanos(1_000L * (1 + random.nextInt(2)) - 1_000L);
                        store.write(GROUP, List.of(row(key, ahead, random)));
                        store.write(GROUP, List.of(row(key, NOW.plusSeconds(9), random)));
                    }
                }
            }
            List<String> features = new ArrayList<>(GROUP.featureNames());
            Collections.shuffle(features, random);
            features = features.subList(0, 1 + random.nextInt(features.size()));
            FeatureReader.Found found = found(features, random, entities);

            byte[] json = write(AnswerFormat.JSON, found);
            byte[] packed = write(AnswerFormat.MESSAGE_PACK, found);

            JsonNode expected = expected(features, entities, found);
            assertThat(JSON.readTree(json)).as("seed %d", seed).isEqualTo(expected);
            JsonNode unpacked = MessagePackAnswers.tree(packed);
            assertThat(unpacked.path("statuses"))
                    .as("seed %d", seed)
                    .isEqualTo(JSON.readTree(json).path("statuses"));
            assertThat(MessagePackAnswers.numbers(unpacked.path("features")))
                    .as("seed %d", seed)
                    .isEqualTo(MessagePackAnswers.numbers(plain(features, entities)));
        }
    }

    /** A row that changes at up to four instants around now, in tracks of any features. */
    private static FeatureRow row(EntityKey key, Instant at, Random random) {
        FeatureRow row = new FeatureRow(key, at, at, values(random));
        if (random.nextBoolean()) {
            return row;
        }
        long base = Microseconds.of(at);
        ChangesWriter writer = ChangesToCome.writer(base);
        List<Integer> positions = new ArrayList<>();
        for (int position = 0; position < GROUP.features().size(); position++) {
            positions.add(position);
        }
        Collections.shuffle(positions, random);
        int from = 0;
        for (int tracks = random.nextInt(4); tracks > 0; tracks--) {
            int to = from + random.nextInt(5);
            int[] track = positions.subList(from, to).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            from = to;
            writer.track(track);
            long instant = base;
            for (int change = random.nextInt(5); change > 0; change--) {
                instant += 1 + random.nextInt(2_000_000) * 1_000L;
                Object[] values = new Object[track.length];
                for (int number = 0; number < track.length; number++) {
                    FeatureType type = GROUP.features().get(track[number]).type();
                    values[number] = random.nextInt(6) == 0 ? null : value(type, random);
                }
                writer.change(instant, values);
            }
        }
        return row.with((random.nextInt(4) > 0 ? writer : writer.knownUntil(base + 1_000_000L * random.nextInt(4_000)))
                .changes());
    }

    private FeatureReader.Found found(List<String> features, Random random, List<EntityKey> entities) {
        EnumSet<AnswerOptions.Include> include = EnumSet.noneOf(AnswerOptions.Include.class);
        for (AnswerOptions.Include each : AnswerOptions.Include.values()) {
            if (random.nextBoolean()) {
                include.add(each);
            }
        }
        QuestionPlan plan = QuestionPlan.of(
                1,
                Map.of(new DefinitionVersion(GROUP, 1, "f", Instant.EPOCH), FeaturePlan.of(GROUP, features)),
                /* full= */ false,
                new AnswerOptions(include, /* partial= */ false));
        return new FeatureReader(store, new LastKnownValues(0), () -> NOW).read(plan, entities);
    }

    private static byte[] write(AnswerFormat format, FeatureReader.Found found) {
        ByteOutput out = new ByteOutput(1);
        OnlineAnswer.write(format.writer(out), found);
        return out.toBytes();
    }

    /** The answer of the generic path: values decoded into objects, written by a JSON library. */
    private JsonNode expected(List<String> features, List<EntityKey> entities, FeatureReader.Found found)
            throws Exception {
        var root = NODES.objectNode();
        var values = root.putObject("features");
        var statuses = NODES.objectNode();
        var times = NODES.objectNode();
        int rows = 0;
        for (OnlineFeatures entity : store.read(GROUP, entities, features)) {
            String name = KeyFormat.entity(entity.key());
            var byFeature = values.putObject(name);
            var byStatus = statuses.putObject(name);
            for (int position = 0; position < features.size(); position++) {
                byFeature.set(features.get(position), json(entity.values().get(position)));
                byStatus.put(
                        features.get(position), entity.statuses().get(position).name());
            }
            Instant time = entity.eventTimestamp();
            times.put(name, time == null ? null : time.toString());
            rows += time == null ? 0 : 1;
        }
        if (found.plan().options().include().contains(AnswerOptions.Include.STATUSES)) {
            root.set("statuses", statuses);
        }
        if (found.plan().options().include().contains(AnswerOptions.Include.EVENT_TIMESTAMPS)) {
            root.set("event_timestamps", times);
        }
        root.putObject("metadata")
                .put("feature_group", "g")
                .put("version", 1)
                .put("entities", entities.size())
                .put("found", rows)
                .put("served_at", NOW.toString());
        return JSON.readTree(JSON.writeValueAsBytes(root));
    }

    private static JsonNode json(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Float number when Float.isFinite(number) -> NODES.numberNode(number);
            case Double number when Double.isFinite(number) -> NODES.numberNode(number);
            case byte[] bytes -> NODES.textNode(Base64.getEncoder().encodeToString(bytes));
            case List<?> list -> {
                var items = NODES.arrayNode();
                list.forEach(item -> items.add(json(item)));
                yield items;
            }
            default -> NODES.textNode(value.toString());
        };
    }

    /** What MessagePack says of the same values: instants are microseconds, all numbers are numbers. */
    private JsonNode plain(List<String> features, List<EntityKey> entities) {
        var root = NODES.objectNode();
        for (OnlineFeatures entity : store.read(GROUP, entities, features)) {
            var byFeature = root.putObject(KeyFormat.entity(entity.key()));
            for (int position = 0; position < features.size(); position++) {
                byFeature.set(features.get(position), plain(entity.values().get(position)));
            }
        }
        return root;
    }

    private static JsonNode plain(Object value) {
        return switch (value) {
            case Instant instant -> NODES.numberNode(Microseconds.of(instant));
            case Float number -> NODES.numberNode((double) number);
            case Double number -> NODES.numberNode(number);
            case List<?> list -> {
                var items = NODES.arrayNode();
                list.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case null, default -> json(value);
        };
    }

    @Test
    void aNumberIsWrittenAsJavaWritesIt() {
        Random random = new Random(7);
        List<Double> numbers = new ArrayList<>(List.of(
                0.0, -0.0, 1.0, 0.001, 0.0009999, 9_999_999.999999, 1e7, 0.1 + 0.2, 1e-3, 123.45, 2e-44, 100.5, 4.35));
        for (int turn = 0; turn < 200_000; turn++) {
            numbers.add(
                    switch (turn % 5) {
                        case 0 -> Double.longBitsToDouble(random.nextLong());
                        case 1 -> random.nextInt(2_000_000_000) / 100.0;
                        case 2 -> Math.round(random.nextGaussian() * 1e9) / 1e6;
                        case 3 -> random.nextGaussian() * 1_000;
                        default -> random.nextInt(1_000) / 1e4;
                    });
        }
        FeatureGroup group = group(List.of(ScalarType.FLOAT64));
        FeaturePlan plan = FeaturePlan.of(group, group.featureNames());
        EntityKey key = EntityKey.of(USER, "a");
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                continue;
            }
            byte[] stored = ValueFormat.encode(group, new FeatureRow(key, NOW, NOW, List.of(number)));
            ByteOutput out = new ByteOutput(64);
            LocatedRows.of(plan, List.of(stored), Microseconds.of(NOW)).write(new JsonWriter(out), 0, 0);

            assertThat(new String(out.toBytes(), StandardCharsets.US_ASCII)).isEqualTo(Double.toString(number));
        }
    }

    @Test
    void aBrokenValueIsTheDocumentedErrorAndNeverMore() {
        Random random = new Random(11);
        FeaturePlan plan = FeaturePlan.of(GROUP, GROUP.featureNames());
        EntityKey key = EntityKey.of(USER, "a");
        int refused = 0;
        for (int turn = 0; turn < 20_000; turn++) {
            ValueRows all = ValueRows.of(ValueFormat.encode(GROUP, row(key, NOW.minusSeconds(1_000), random)));
            all.offer(ValueFormat.encode(GROUP, row(key, NOW, random)), Long.MIN_VALUE);
            byte[] stored = random.nextBoolean()
                    ? all.value()
                    : ValueFormat.encode(GROUP, row(key, NOW.minusSeconds(2_000), random));
            byte[] broken = Arrays.copyOf(stored, stored.length - (turn % 3 == 0 ? random.nextInt(stored.length) : 0));
            for (int change = random.nextInt(4); change >= 0 && broken.length > 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                answer(plan, broken);
            } catch (FeatureStoreException e) {
                assertThat(e.code().name()).isEqualTo("CORRUPT_VALUE");
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_000);
    }

    @Test
    void aClaimOfTwoThousandMillionEntriesCostsNothing() {
        FeaturePlan plan = FeaturePlan.of(GROUP, GROUP.featureNames());
        for (int head : new int[] {0xdf, 0xdd, 0xc6, 0xdb, 0xc9}) {
            byte[] hostile = {(byte) head, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            assertThatThrownBy(() -> answer(plan, hostile))
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessageContaining("A stored value of feature group 'g' (5 bytes) cannot be read");
        }
    }

    private static void answer(FeaturePlan plan, byte[] stored) {
        var rows = LocatedRows.of(plan, List.of(stored), Microseconds.of(NOW));
        if (!rows.broken().isEmpty()) {
            throw rows.broken().get(0);
        }
        try {
            for (AnswerFormat format : AnswerFormat.values()) {
                AnswerWriter writer = format.writer(new ByteOutput(64));
                for (int feature = 0; feature < plan.size(); feature++) {
                    rows.write(writer, 0, feature);
                }
                rows.writeAll(writer, 0);
            }
        } catch (RuntimeException e) {
            throw new AssertionError("what is broken is to be found before anything is written", e);
        }
    }

    /** In whichever feature it stands: a request that takes partial answers gets all others. */
    @ParameterizedTest
    @EnumSource(names = {"INT32", "INT64", "TIMESTAMP"})
    void aNumberBeyondItsBitsIsFoundBeforeAnythingIsWritten(ScalarType type) {
        byte[] beyond = HexFormat.of().parseHex("cfffffffffffffffff");
        for (FeatureType declared : List.of(type, FeatureType.listOf(type))) {
            FeatureGroup group = group(List.of(declared));
            FeaturePlan plan = FeaturePlan.of(group, group.featureNames());
            byte[] row = ValueFormat.encode(
                    group, new FeatureRow(EntityKey.of(USER, "a"), NOW, NOW, Collections.singletonList(null)));
            byte[] value = declared == type ? beyond : joined(new byte[] {(byte) 0x91}, beyond);

            var rows = LocatedRows.of(
                    plan, List.of(joined(Arrays.copyOf(row, row.length - 1), value)), Microseconds.of(NOW));

            assertThat(rows.broken()).as(declared.text()).containsOnlyKeys(0);
        }
    }

    @Test
    void aNumberOf64BitsInAFeatureOf32IsTheSameInBothFormatsOrNone() throws Exception {
        FeatureGroup group = group(List.of(ScalarType.FLOAT32, FeatureType.listOf(ScalarType.FLOAT32)));
        FeaturePlan plan = FeaturePlan.of(group, group.featureNames());
        for (double number : new double[] {0.1, 1e300, -1e39, Double.NEGATIVE_INFINITY, 3.4e38}) {
            byte[] stored = ValueFormat.encode(
                    group, new FeatureRow(EntityKey.of(USER, "a"), NOW, NOW, List.of(number, List.of(number))));
            var rows = LocatedRows.of(plan, List.of(stored), Microseconds.of(NOW));
            ByteOutput json = new ByteOutput(64);
            ByteOutput packed = new ByteOutput(64);
            rows.write(new JsonWriter(json), 0, 0);
            rows.write(new MessagePackWriter(packed), 0, 0);

            boolean fits = Double.isInfinite(number) || !Float.isInfinite((float) number);
            assertThat(rows.status(0, 0)).isEqualTo(fits ? Status.PRESENT : Status.NULL_VALUE);
            assertThat(rows.status(0, 1)).isEqualTo(rows.status(0, 0));
            if (Double.isFinite(number)) {
                assertThat(JSON.readTree(json.toBytes()).floatValue()).isEqualTo(fits ? (float) number : 0);
            }
            assertThat((float) MessagePackAnswers.tree(packed.toBytes()).doubleValue())
                    .isEqualTo(fits ? (float) number : 0);
            assertThat(ValueFormat.decode(group, stored)
                            .answer(group, EntityKey.of(USER, "a"), group.features(), 0)
                            .values()
                            .getFirst())
                    .isEqualTo(fits ? (float) number : null);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static List<FeatureType> allTypes() {
        List<FeatureType> types = new ArrayList<>(List.of(ScalarType.values()));
        for (ScalarType element : ScalarType.values()) {
            types.add(FeatureType.listOf(element));
        }
        return types;
    }

    private static FeatureGroup group(List<FeatureType> types) {
        FeatureGroupBuilder builder = FeatureGroups.of("g", USER)
                .timeToLive(Duration.ofHours(1))
                .source(DataSource.table("a.b").timestamp("t"))
                .sql("SELECT 1")
                .online();
        for (int number = 0; number < types.size(); number++) {
            builder.feature("f" + number, types.get(number), "a feature");
        }
        return builder.build();
    }

    private static List<Object> values(Random random) {
        List<Object> values = new ArrayList<>();
        GROUP.features().forEach(feature -> values.add(random.nextInt(6) == 0 ? null : value(feature.type(), random)));
        return values;
    }

    private static Object value(FeatureType type, Random random) {
        return switch (type) {
            case ListType list -> {
                List<Object> items = new ArrayList<>();
                for (int item = random.nextInt(20); item > 0; item--) {
                    items.add(random.nextInt(8) == 0 ? null : value(list.element(), random));
                }
                yield items;
            }
            case ScalarType scalar ->
                switch (scalar) {
                    case BOOL -> random.nextBoolean();
                    case INT32 -> random.nextInt() >> random.nextInt(32);
                    case INT64 -> random.nextLong() >> random.nextInt(64);
                    case FLOAT32 -> Float.intBitsToFloat(random.nextInt());
                    case FLOAT64 ->
                        random.nextBoolean()
                                ? Double.longBitsToDouble(random.nextLong())
                                : random.nextInt(1_000_000) / 100.0;
                    case STRING -> text(random);
                    case BYTES -> {
                        byte[] bytes = new byte[random.nextInt(300)];
                        random.nextBytes(bytes);
                        yield bytes;
                    }
                    case TIMESTAMP -> Microseconds.toInstant(random.nextLong() >> random.nextInt(64));
                };
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int letter = random.nextInt(40); letter > 0; letter--) {
            text.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x10000 + random.nextInt(0x1000);
                        case 2 -> 0x80 + random.nextInt(0x700);
                        case 3 -> "\"\\%:{}/".codePointAt(random.nextInt(7));
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
