package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.udf;

import dev.tidemark.pointintime.plan.SampledPartitions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Entities that would hold up a task, and the instants at which their time lines are cut so that several tasks share
 * them. Found by the hash of their keys: where two hashes meet, both entities are cut, which is as right.
 *
 * @param cuts by hash, the instants in microseconds, ascending, at which a new part begins
 */
record HotEntities(Map<Long, long[]> cuts) implements Serializable {
    static final String HASH = "hot__hash";
    static final String TIME = "hot__time";

    private static final double SAMPLE = 0.05;
    /** So many partitions of a table are enough to find hot entities, and cost the same however many there are. */
    private static final int MOST_PIECES = 32;

    private static final int MOST_PARTS = 64;
    private static final int ACCURACY = 1_000;

    HotEntities {
        cuts = Map.copyOf(cuts);
    }

    static HotEntities none() {
        return new HotEntities(Map.of());
    }

    boolean isEmpty() {
        return cuts.isEmpty();
    }

    /**
     * A sample to look at. It must be taken before anything is made of the rows, because most of them are not in it.
     */
    static Dataset<Row> sample(Dataset<Row> rows) {
        return rows.sample(SAMPLE, 1);
    }

    /**
     * Looks for hot entities among rows of the columns {@link #HASH} and {@link #TIME}: in some partitions of them,
     * with a sketch of bounded size.
     *
     * @param inputs of a {@link #sample} of the spine's rows and of each group's
     * @param share of an input's rows that makes an entity hot, and that each part of it should have
     */
    static HotEntities among(List<Dataset<Row>> inputs, double share) {
        Map<Long, Double> shares = FrequentHashes.shares(inputs.stream()
                .map(input -> SampledPartitions.rows(input.select(HASH), MOST_PIECES))
                .toList());
        shares.values().removeIf(part -> part <= share);
        return shares.isEmpty() ? none() : new HotEntities(cuts(inputs, shares, share));
    }

    /** Cuts each hot time line into parts of equal rows, counting the rows of all inputs. */
    private static Map<Long, long[]> cuts(List<Dataset<Row>> inputs, Map<Long, Double> shares, double share) {
        Column isHot = col(HASH).isin(shares.keySet().toArray());
        Dataset<Row> hot = inputs.stream()
                .map(input -> SampledPartitions.of(input, MOST_PIECES).where(isHot))
                .reduce(Dataset::unionByName)
                .orElseThrow();
        int parts = shares.values().stream()
                .mapToInt(part -> (int) Math.min(MOST_PARTS, Math.ceil(part / share)))
                .max()
                .orElse(1);
        Column quantiles = array(IntStream.range(1, parts)
                .mapToObj(part -> lit((double) part / parts))
                .toArray(Column[]::new));
        Map<Long, long[]> cuts = new TreeMap<>();
        for (Row row : hot.where(col(TIME).isNotNull())
                .groupBy(col(HASH))
                .agg(percentile_approx(col(TIME), quantiles, lit(ACCURACY)))
                .collectAsList()) {
            long[] instants = row.<Long>getList(1).stream()
                    .mapToLong(Long::longValue)
                    .sorted()
                    .distinct()
                    .toArray();
            cuts.put(row.getLong(0), instants);
        }
        return cuts;
    }

    /** The part of the time line that holds an instant; 0 if the entity is not hot. */
    Column part(Column hash, Column time) {
        return udf(new PartOf(new HashMap<>(cuts)), DataTypes.IntegerType).apply(hash, time);
    }

    /** True for the rows of hot entities. */
    Column isHot(Column hash) {
        return hash.isin(cuts.keySet().toArray());
    }

    int mostParts() {
        return cuts.values().stream()
                .mapToInt(instants -> instants.length + 1)
                .max()
                .orElse(1);
    }

    private record PartOf(HashMap<Long, long[]> cuts)
            implements UDF2<@Nullable Long, @Nullable Long, Integer>, Serializable {
        @Override
        public Integer call(@Nullable Long hash, @Nullable Long time) {
            if (hash == null || time == null) {
                return 0;
            }
            long[] instants = cuts.get(hash);
            if (instants == null) {
                return 0;
            }
            int found = Arrays.binarySearch(instants, time);
            return found >= 0 ? found + 1 : -found - 1;
        }
    }
}
