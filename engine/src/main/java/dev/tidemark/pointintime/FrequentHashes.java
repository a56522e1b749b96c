package dev.tidemark.pointintime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Finds values that make up much of a column, in memory that does not grow: J. Misra, D. Gries, "Finding repeated
 * elements" (1982), per partition. A count may come out too small by the partition's rows divided by {@link #TRACKED},
 * never too large.
 */
final class FrequentHashes {
    private static final int TRACKED = 2_000;

    private FrequentHashes() {}

    /**
     * The share of its input's rows that each frequent value has at least, the greatest where it is frequent in
     * several. All inputs are read in one job.
     *
     * @param inputs rows of one BIGINT each, which is never null
     */
    static Map<Long, Double> shares(List<JavaRDD<InternalRow>> inputs) {
        List<Map<Long, Long>> counts = new ArrayList<>();
        long[] rows = new long[inputs.size()];
        List<JavaRDD<long[]>> counting = new ArrayList<>();
        for (JavaRDD<InternalRow> input : inputs) {
            int number = counts.size();
            counts.add(new HashMap<>());
            counting.add(input.mapPartitions(hashes -> count(number, hashes)));
        }
        for (long[] counted :
                counting.stream().reduce(JavaRDD::union).orElseThrow().collect()) {
            int number = (int) counted[0];
            rows[number] += counted[1];
            for (int at = 2; at < counted.length; at += 2) {
                counts.get(number).merge(counted[at], counted[at + 1], Long::sum);
            }
        }
        Map<Long, Double> shares = new HashMap<>();
        for (int number = 0; number < rows.length; number++) {
            double all = rows[number];
            counts.get(number).forEach((hash, count) -> shares.merge(hash, count / all, Math::max));
        }
        return shares;
    }

    /**
     * Of a partition: its input, its rows, and the counters, each behind its hash. As an array, which every serializer
     * that Spark may be told to use can write.
     */
    private static Iterator<long[]> count(int input, Iterator<InternalRow> hashes) {
        Map<Long, Long> counters = new HashMap<>();
        long rows = 0;
        while (hashes.hasNext()) {
            Long hash = hashes.next().getLong(0);
            rows++;
            if (counters.size() < TRACKED || counters.containsKey(hash)) {
                counters.merge(hash, 1L, Long::sum);
            } else {
                counters.replaceAll((value, counted) -> counted - 1);
                counters.values().removeIf(counted -> counted == 0);
            }
        }
        LongStream counted = counters.entrySet().stream()
                .flatMapToLong(counter -> LongStream.of(counter.getKey(), counter.getValue()));
        return List.of(LongStream.concat(LongStream.of(input, rows), counted).toArray())
                .iterator();
    }
}
