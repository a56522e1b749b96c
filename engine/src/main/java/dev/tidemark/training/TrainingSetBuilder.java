package dev.tidemark.training;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.registry.DefinitionJson;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Builds training sets: reads the spine, joins it point in time with pinned feature tables, writes it with a manifest. */
public final class TrainingSetBuilder {
    private static final String DIGEST = "digest";
    private static final String ROWS = "rows";

    private final SparkSession spark;
    private final OfflineStore store;
    private final Function<String, FeatureGroup> groups;
    private final InstantSource clock;

    /** @param groups finds a group by its name, or throws with the nearest names */
    public TrainingSetBuilder(
            SparkSession spark, OfflineStore store, Function<String, FeatureGroup> groups, InstantSource clock) {
        this.spark = spark;
        this.store = store;
        this.groups = groups;
        this.clock = clock;
    }

    /**
     * Builds one; what was at the output before is replaced when the new one is whole.
     *
     * @throws FeatureStoreException where the request does not fit the spine or the groups; nothing is written then
     */
    public TrainingSetResult build(TrainingSet request) {
        Map<String, JoinedGroup> joined = new LinkedHashMap<>();
        List<Manifest.GroupRead> reads = new ArrayList<>();
        for (Map.Entry<String, List<String>> wanted : featuresByGroup(request).entrySet()) {
            FeatureGroup group = groups.apply(wanted.getKey());
            Optional<Long> snapshot = store.currentSnapshot(group);
            Dataset<Row> rows = snapshot.map(id -> store.read(group, id)).orElseGet(() -> store.read(group));
            List<String> features = wanted.getValue().isEmpty() ? group.featureNames() : wanted.getValue();
            joined.put(group.name(), JoinedGroup.of(group, rows).select(features));
            reads.add(new Manifest.GroupRead(group.name(), DefinitionJson.write(group), snapshot.orElse(0L)));
        }
        PointInTimeJoin join =
                PointInTimeJoin.of(spine(request), request.timestampColumn()).knowing(request.knowledge());
        for (JoinedGroup group : joined.values()) {
            join = join.with(group);
        }
        Dataset<Row> rows = (request.fullNames() ? join.fullNames() : join).run();
        return new TrainingSetOutput(spark, request.output())
                .write(rows, written -> describe(request, joined, reads, written), Described::manifest)
                .result();
    }

    private record Described(TrainingSetResult result, Manifest manifest) {}

    /** The features asked for by group; an empty list stands for all of them. */
    private static Map<String, List<String>> featuresByGroup(TrainingSet request) {
        Map<String, List<String>> features = new LinkedHashMap<>();
        Map<String, Boolean> whole = new LinkedHashMap<>();
        for (FeatureReference reference : request.features()) {
            List<String> ofGroup = features.computeIfAbsent(reference.featureGroup(), absent -> new ArrayList<>());
            Optional<String> single = reference.singleFeature();
            if (whole.putIfAbsent(reference.featureGroup(), single.isEmpty()) != null
                    && (single.isEmpty() || ofGroup.isEmpty() || ofGroup.contains(single.get()))) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT, "'%s' is asked for twice".formatted(reference));
            }
            single.ifPresent(ofGroup::add);
        }
        return features;
    }

    private Dataset<Row> spine(TrainingSet request) {
        try {
            return switch (request.spine()) {
                case Spine.Table(String name) -> spark.read().table(name);
                case Spine.Parquet(String path) -> spark.read().parquet(path);
                case Spine.Csv(String path) ->
                    spark.read()
                            .option("header", "true")
                            .option("inferSchema", "true")
                            .csv(path);
                case Spine.Query(String sql) -> spark.sql(sql);
            };
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Cannot read the spine '%s': %s"
                            .formatted(
                                    request.spine().text(),
                                    String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")),
                    e);
        }
    }

    private Described describe(
            TrainingSet request,
            Map<String, JoinedGroup> joined,
            List<Manifest.GroupRead> reads,
            Dataset<Row> written) {
        List<Column> measures = new ArrayList<>();
        measures.add(count(lit(1)).as(ROWS));
        String all = Arrays.stream(written.columns()).map("`%s`"::formatted).collect(Collectors.joining(", "));
        measures.add(
                expr("CAST(COALESCE(SUM(CAST(xxhash64(%s) AS DECIMAL(38, 0))), 0) AS DECIMAL(38, 0))".formatted(all))
                        .as(DIGEST));
        for (JoinedGroup group : joined.values()) {
            Column any = lit(false);
            for (String feature : group.features()) {
                any = any.or(col(request.fullNames() ? group.alias() + "__" + feature : feature)
                        .isNotNull());
            }
            measures.add(avg(any.cast("double")).as(group.alias()));
        }
        Row measured = written.agg(
                        measures.getFirst(),
                        measures.subList(1, measures.size()).toArray(Column[]::new))
                .first();
        Map<String, Double> filled = new LinkedHashMap<>();
        for (String group : joined.keySet()) {
            int position = measured.fieldIndex(group);
            filled.put(group, measured.isNullAt(position) ? 0.0 : measured.getDouble(position));
        }
        long rows = measured.getLong(measured.fieldIndex(ROWS));
        BigDecimal sum = measured.getDecimal(measured.fieldIndex(DIGEST));
        String digest = "%d-%s".formatted(rows, sum.toBigInteger().toString(16));
        return new Described(
                new TrainingSetResult(rows, List.of(written.columns()), request.output(), filled, digest),
                new Manifest(request, reads, rows, digest, clock.instant()));
    }
}
