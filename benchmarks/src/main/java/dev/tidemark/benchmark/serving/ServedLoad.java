package dev.tidemark.benchmark.serving;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is served: one group of 60 features, another one whose values change by themselves, and five groups of 50 that
 * are asked for together. Of three features two are
 * fractional numbers, half of them amounts in cents and half of all digits; of twelve three are whole ones and one is a
 * text.
 */
final class ServedLoad {
    static final int FEATURES = 60;
    static final int SIDE_GROUPS = 5;
    static final int SIDE_FEATURES = 50;

    private final Entity user = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private final FeatureGroup group = group("bench_transactions", FEATURES);
    private final List<FeatureGroup> sides = IntStream.range(0, SIDE_GROUPS)
            .mapToObj(number -> group("bench_side_" + number, SIDE_FEATURES))
            .toList();
    private final FeatureGroup changing = group("bench_changing", FEATURES);
    private final byte[] beforeId =
            "{\"feature_group\":\"%s\",\"entity_ids\":[".formatted(group.name()).getBytes(StandardCharsets.US_ASCII);
    private final byte[] behindId =
            "],\"features\":[%s]}".formatted(quoted(group.featureNames())).getBytes(StandardCharsets.US_ASCII);
    private final int entities;

    ServedLoad(int entities) {
        this.entities = entities;
    }

    FeatureGroup group() {
        return group;
    }

    List<FeatureGroup> groups() {
        List<FeatureGroup> all = new ArrayList<>(sides);
        all.add(group);
        all.add(changing);
        return all;
    }

    private FeatureGroup group(String name, int features) {
        FeatureGroupBuilder builder = FeatureGroup.named(name)
                .describedAs("What the benchmark serves")
                .ownedBy("benchmarks")
                .entity(user)
                .source(DataSource.table("a.b").timestamp("t"))
                .sql("SELECT 1")
                .online();
        for (int feature = 0; feature < features; feature++) {
            builder.feature("transaction_feature_%02d".formatted(feature), type(feature, features), "generated");
        }
        return builder.build();
    }

    private static ScalarType type(int feature, int features) {
        return feature * 12 < features * 8
                ? ScalarType.FLOAT64
                : feature * 12 < features * 11 ? ScalarType.INT64 : ScalarType.STRING;
    }

    /** Rows of entities by number, all of one instant. */
    List<FeatureRow> rows(FeatureGroup of, int from, int end, Instant at) {
        Instant now = Microseconds.floor(at);
        List<FeatureRow> rows = new ArrayList<>(end - from);
        int features = of.features().size();
        for (int entity = from; entity < end; entity++) {
            Random random = new Random(entity);
            List<@Nullable Object> values = new ArrayList<>(features);
            for (int feature = 0; feature < features; feature++) {
                values.add(value(type(feature, features), feature, random));
            }
            FeatureRow row = new FeatureRow(EntityKey.of(user, (long) entity), now, now, values);
            rows.add(of.equals(changing) ? ChangingRows.of(row) : row);
        }
        return rows;
    }

    private static Object value(ScalarType type, int feature, Random random) {
        return switch (type) {
            case FLOAT64 ->
                feature % 2 == 0
                        ? (Object) (random.nextInt(1_000_000) / 100.0)
                        : (Object) (random.nextDouble() * 1_000);
            case INT64 -> (Object) (long) random.nextInt(100_000);
            default -> "segment-%d".formatted(random.nextInt(1_000));
        };
    }

    int entities() {
        return entities;
    }

    /** A request that names all features of the one group, of one entity. */
    byte[] question(int entity) {
        byte[] id = Integer.toString(entity).getBytes(StandardCharsets.US_ASCII);
        byte[] question = Arrays.copyOf(beforeId, beforeId.length + id.length + behindId.length);
        System.arraycopy(id, 0, question, beforeId.length, id.length);
        System.arraycopy(behindId, 0, question, beforeId.length + id.length, behindId.length);
        return question;
    }

    /** Where the entity's number begins in a request for one. */
    int idAt() {
        return beforeId.length;
    }

    /** A request that names all features of the one group, of so many random entities. */
    byte[] question(Random random, int size) {
        return question(group, random, size);
    }

    /** The same of the group whose values change by themselves. */
    byte[] changingQuestion(Random random, int size) {
        return question(changing, random, size);
    }

    private byte[] question(FeatureGroup of, Random random, int size) {
        String ids = random.ints(size, 0, entities).mapToObj(String::valueOf).collect(Collectors.joining(","));
        return "{\"feature_group\":\"%s\",\"entity_ids\":[%s],\"features\":[%s]}"
                .formatted(of.name(), ids, quoted(of.featureNames()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A request that names all features of so many of the groups of 50, of one random entity. */
    byte[] wideQuestion(Random random, int groups) {
        List<String> names = sides.stream()
                .limit(groups)
                .flatMap(side -> side.featureNames().stream().map(name -> side.name() + ":" + name))
                .toList();
        return "{\"entity_ids\":[%d],\"features\":[%s]}"
                .formatted(random.nextInt(entities), quoted(names))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(List<String> names) {
        return names.stream().collect(Collectors.joining("\",\"", "\"", "\""));
    }
}
