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
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** 60 features of mixed types: 40 fractional numbers (half of them amounts in cents, half of all digits), 15 whole ones, 5 texts. */
final class ServedLoad {
    static final int FEATURES = 60;

    private static final int FRACTIONS = 40;
    private static final int WHOLES = 15;

    private final Entity user = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private final FeatureGroup group = group();
    private final int entities;

    ServedLoad(int entities) {
        this.entities = entities;
    }

    FeatureGroup group() {
        FeatureGroupBuilder builder = FeatureGroup.named("bench_transactions")
                .describedAs("What the benchmark serves")
                .ownedBy("benchmarks")
                .entity(user)
                .source(DataSource.table("a.b").timestamp("t"))
                .sql("SELECT 1")
                .online();
        for (int feature = 0; feature < FEATURES; feature++) {
            builder.feature("transaction_feature_%02d".formatted(feature), type(feature), "generated");
        }
        return builder.build();
    }

    private static ScalarType type(int feature) {
        return feature < FRACTIONS
                ? ScalarType.FLOAT64
                : feature < FRACTIONS + WHOLES ? ScalarType.INT64 : ScalarType.STRING;
    }

    List<FeatureRow> rows(int from, int end) {
        Instant now = Microseconds.floor(Instant.now());
        List<FeatureRow> rows = new ArrayList<>(end - from);
        for (int entity = from; entity < end; entity++) {
            Random random = new Random(entity);
            List<Object> values = new ArrayList<>(FEATURES);
            for (int feature = 0; feature < FEATURES; feature++) {
                values.add(value(feature, random));
            }
            rows.add(new FeatureRow(EntityKey.of(user, (long) entity), now, now, values));
        }
        return rows;
    }

    private static Object value(int feature, Random random) {
        return switch (type(feature)) {
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

    /** A request that names all features, of so many random entities. */
    byte[] question(Random random, int size) {
        String ids = random.ints(size, 0, entities).mapToObj(String::valueOf).collect(Collectors.joining(","));
        String names = group.featureNames().stream().collect(Collectors.joining("\",\"", "\"", "\""));
        return "{\"feature_group\":\"%s\",\"entity_ids\":[%s],\"features\":[%s]}"
                .formatted(group.name(), ids, names)
                .getBytes(StandardCharsets.UTF_8);
    }
}
