package dev.tidemark.conformance;

import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * T9: many random cases in one table. The first key part is the number of the case, so that one run of a join covers
 * hundreds. Ties, nulls, duplicates, a hot key, times before 1970; the same seed gives the same table.
 */
public final class RandomCases {
    private static final Instant START = Instant.parse("1969-12-31T23:59:50Z");
    private static final int SECONDS = 20;

    private RandomCases() {}

    /**
     * Many cases in one table; a case's rows are held against the reference by themselves, because no other's can
     * matter.
     */
    public static ConformanceCase table(long seed, int cases, TimeToLive ttl, Duration delay, Knowledge knowledge) {
        Random random = new Random(seed);
        List<FeatureEntry> features = new ArrayList<>();
        List<SpineEntry> spine = new ArrayList<>();
        for (long number = 0; number < cases; number++) {
            ConformanceCase alone = new ConformanceCase(
                    "T9 case " + number, ttl, delay, knowledge, features(random, number), spine(random, number));
            features.addAll(alone.features());
            for (SpineEntry entry : alone.spine()) {
                Long expected = PointInTimeReference.value(alone, entry.key(), entry.instant());
                spine.add(new SpineEntry(entry.key(), entry.instant(), expected));
            }
        }
        return new ConformanceCase("T9 seed " + seed, ttl, delay, knowledge, features, spine);
    }

    /**
     * The same cases with random weights: rows that tie are settled by a feature that a question may not ask for, and
     * that tells -0.0 from 0.0.
     */
    public static ConformanceCase weighted(long seed, ConformanceCase table) {
        Random random = new Random(seed);
        Double[] weights = {null, -1.5, -0.0, 0.0, 2.5, Double.NaN};
        Map<Long, List<FeatureEntry>> byCase = new HashMap<>();
        List<FeatureEntry> features = new ArrayList<>();
        for (FeatureEntry entry : table.features()) {
            FeatureEntry weighted = entry.weighing(weights[random.nextInt(weights.length)]);
            features.add(weighted);
            byCase.computeIfAbsent(entry.key().getFirst(), absent -> new ArrayList<>())
                    .add(weighted);
        }
        List<SpineEntry> spine = new ArrayList<>();
        for (SpineEntry entry : table.spine()) {
            ConformanceCase alone = new ConformanceCase(
                    table.name(),
                    table.timeToLive(),
                    table.delay(),
                    table.knowledge(),
                    byCase.getOrDefault(entry.key().getFirst(), List.of()),
                    List.of(entry));
            Long expected = PointInTimeReference.value(alone, entry.key(), entry.instant());
            spine.add(new SpineEntry(entry.key(), entry.instant(), expected));
        }
        return new ConformanceCase(
                table.name() + " weighted", table.timeToLive(), table.delay(), table.knowledge(), features, spine);
    }

    private static List<FeatureEntry> features(Random random, long number) {
        List<FeatureEntry> features = new ArrayList<>();
        int rows = random.nextInt(20) == 0 ? 200 : random.nextInt(8);
        for (int row = 0; row < rows; row++) {
            Instant event = instant(random);
            FeatureEntry entry = new FeatureEntry(
                    key(random, number),
                    random.nextInt(5) == 0 ? null : (Long) (long) random.nextInt(100),
                    event,
                    random.nextInt(3) == 0 ? event : event.plusMillis(random.nextInt(9_000)));
            features.add(entry);
            if (random.nextInt(6) == 0) {
                features.add(entry);
            }
        }
        return features;
    }

    private static List<SpineEntry> spine(Random random, long number) {
        List<SpineEntry> spine = new ArrayList<>();
        int labels = 1 + random.nextInt(6);
        for (int label = 0; label < labels; label++) {
            SpineEntry entry =
                    new SpineEntry(key(random, number), random.nextInt(20) == 0 ? null : instant(random), null);
            spine.add(entry);
            if (random.nextInt(6) == 0) {
                spine.add(entry);
            }
        }
        return spine;
    }

    /** A few keys per case, so that they meet; coarse times, so that they tie. */
    private static Instant instant(Random random) {
        return random.nextBoolean()
                ? START.plusSeconds(random.nextInt(SECONDS))
                : START.plusNanos(random.nextInt(SECONDS * 1_000_000) * 1_000L);
    }

    private static List<Long> key(Random random, long number) {
        return Arrays.asList(number, random.nextInt(12) == 0 ? null : (Long) (long) random.nextInt(3));
    }
}
