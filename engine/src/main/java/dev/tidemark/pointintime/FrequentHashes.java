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
import scala.Tuple3;

/**
 * Finds values that make up much of a column, in memory that does not grow: J. Misra, D. Gries, "Finding repeated elements" (1982), per partition. A count may
 * come out too small by the partition's rows divided by {@link #TRACKED}, never too large.
 */
final class FrequentHashes {
    private static final int TRACKED = 2_000;

    private FrequentHashes() {}

    /**
     * The share of its input's rows that each frequent value has at least, the greatest where it is frequent in several. All inputs are read in one job.
     *
     * @param inputs one BIGINT column each
     */
    static Map<Long, Double> shares(List<Dataset<Row>> inputs) {
        List<Map<Long, Long>> counts = new ArrayList<>();
        long[] rows = new long[inputs.size()];
        List<Dataset<Tuple3<Integer, Long, Long>>> counting = new ArrayList<>();
        for (Dataset<Row> input : inputs) {
            int number = counts.size();
            counts.add(new HashMap<>());
            counting.add(input.as(Encoders.LONG())
                    .mapPartitions(
                            (MapPartitionsFunction<Long, Tuple3<Integer, Long, Long>>) hashes -> count(number, hashes),
                            Encoders.tuple(Encoders.INT(), Encoders.LONG(), Encoders.LONG())));
        }
        for (Tuple3<Integer, Long, Long> counted :
                counting.stream().reduce(Dataset::union).orElseThrow().collectAsList()) {
            if (counted._3() < 0) {
                rows[counted._1()] -= counted._3();
            } else {
                counts.get(counted._1()).merge(counted._2(), counted._3(), Long::sum);
            }
        }
        Map<Long, Double> shares = new HashMap<>();
        for (int number = 0; number < rows.length; number++) {
            double all = rows[number];
            counts.get(number).forEach((hash, count) -> shares.merge(hash, count / all, Math::max));
        }
        return shares;
    }

    /** The counters of a partition, and minus the number of its rows. */
    private static Iterator<Tuple3<Integer, Long, Long>> count(int input, Iterator<Long> hashes) {
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
        List<Tuple3<Integer, Long, Long>> found = new ArrayList<>();
        counters.forEach((hash, counted) -> found.add(new Tuple3<>(input, hash, counted)));
        found.add(new Tuple3<>(input, 0L, -rows));
        return found.iterator();
    }
}
