package dev.tidemark.parquet;

import org.apache.parquet.column.statistics.BooleanStatistics;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.FloatStatistics;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

/** The least and the greatest value of a page, which readers use to skip pages. */
final class WordStatistics {
    private WordStatistics() {}

    /**
     * Computes the statistics of a page's values.
     *
     * @param words their bits, sign-extended for whole numbers
     */
    static Statistics<?> of(PrimitiveType type, long[] words, int count, int nulls) {
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.incrementNumNulls(nulls);
        if (count > 0) {
            switch (statistics) {
                case DoubleStatistics doubles -> set(doubles, words, count);
                case FloatStatistics floats -> set(floats, words, count);
                default -> set(statistics, words, count);
            }
        }
        return statistics;
    }

    private static void set(Statistics<?> statistics, long[] words, int count) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int at = 0; at < count; at++) {
            least = Math.min(least, words[at]);
            greatest = Math.max(greatest, words[at]);
        }
        switch (statistics) {
            case LongStatistics longs -> longs.setMinMax(least, greatest);
            case IntStatistics ints -> ints.setMinMax((int) least, (int) greatest);
            case BooleanStatistics flags -> flags.setMinMax(least != 0, greatest != 0);
            default -> throw new IllegalArgumentException("no statistics of words: " + statistics);
        }
    }

    private static void set(DoubleStatistics statistics, long[] words, int count) {
        Range range = Range.of(words, count, /* isDouble= */ true);
        statistics.setMinMax(range.least, range.greatest);
    }

    private static void set(FloatStatistics statistics, long[] words, int count) {
        Range range = Range.of(words, count, /* isDouble= */ false);
        statistics.setMinMax((float) range.least, (float) range.greatest);
    }

    /**
     * The bounds of numbers. A NaN makes the greatest value NaN, which tells readers to ignore the bounds. Zeros may be
     * of either sign.
     */
    private record Range(double least, double greatest) {
        /** A float is also read as a double. */
        static Range of(long[] words, int count, boolean isDouble) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            boolean isNumbers = true;
            for (int at = 0; at < count; at++) {
                double value = isDouble ? Double.longBitsToDouble(words[at]) : Float.intBitsToFloat((int) words[at]);
                isNumbers &= !Double.isNaN(value);
                least = value < least ? value : least;
                greatest = value > greatest ? value : greatest;
            }
            return new Range(least == 0 ? -0.0 : least, isNumbers ? greatest + 0.0 : Double.NaN);
        }
    }
}
