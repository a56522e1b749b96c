package dev.tidemark.pointintime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Finds values that make up much of a column, in memory that does not grow: J. Misra, D. Gries, "Finding repeated elements" (1982), per partition. A count may
 * come out too small by the partition's rows divided by {@link #TRACKED}, never too large.
 */
final class FrequentHashes {
    private static final int TRACKED = 2_000;

    private FrequentHashes() {}

    /**
     * The share of the rows that each frequent value has at least.
     *
     * @param hashes one BIGINT column
     */
    static Map<Long, Double> shares(Dataset<Row> hashes) {
        Map<Long, Long> counts = new HashMap<>();
        long rows = 0;
        for (Tuple2<Long, Long> counted : hashes.as(Encoders.LONG())
                .mapPartitions(
                        (MapPartitionsFunction<Long, Tuple2<Long, Long>>) FrequentHashes::count,
                        Encoders.tuple(Encoders.LONG(), Encoders.LONG()))
                .collectAsList()) {
            if (counted._2() < 0) {
                rows -= counted._2();
            } else {
                counts.merge(counted._1(), counted._2(), Long::sum);
            }
        }
        Map<Long, Double> shares = new HashMap<>();
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            shares.put(entry.getKey(), (double) entry.getValue() / rows);
        }
        return shares;
    }

    /** The counters of a partition, and minus the number of its rows. */
    private static Iterator<Tuple2<Long, Long>> count(Iterator<Long> hashes) {
        Map<Long, Long> counters = new HashMap<>();
        long rows = 0;
        while (hashes.hasNext()) {
            Long hash = hashes.next();
            rows++;
            if (counters.size() < TRACKED || counters.containsKey(hash)) {
                counters.merge(hash, 1L, Long::sum);
            } else {
                counters.replaceAll((value, counted) -> counted - 1);
                counters.values().removeIf(counted -> counted == 0);
            }
        }
        List<Tuple2<Long, Long>> found = new ArrayList<>();
        counters.forEach((hash, counted) -> found.add(new Tuple2<>(hash, counted)));
        found.add(new Tuple2<>(0L, -rows));
        return found.iterator();
    }
}
