package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sums and averages are, bit for bit, those of decimal numbers; deviations those of decimals with fifty digits. */
final class TestExactMoments {
    private static final MathContext FIFTY = new MathContext(50, RoundingMode.HALF_EVEN);

    /** No middle of two doubles has more digits. */
    private static final MathContext ALL = new MathContext(1_200, RoundingMode.HALF_EVEN);

    /** What the numbers of a window are like. */
    enum Kind {
        CENTS(random -> random.nextInt(50_000) / 100.0),
        WHOLE_NUMBERS(random -> (Object) random.nextLong(-1_000, 1_000)),
        GREAT_WHOLE_NUMBERS(random -> (Object) random.nextLong()),
        NEIGHBOURS(random -> Math.nextUp(1.0) + random.nextInt(4) * Math.ulp(1.0)),
        SUBNORMALS(random -> Double.longBitsToDouble(random.nextLong(1L << 52))),
        HUGE(random -> Double.MAX_VALUE / (1 + random.nextInt(8)) * (random.nextBoolean() ? 1 : -1)),
        CANCELLING(random -> random.nextBoolean() ? 1e16 : random.nextBoolean() ? -1e16 : random.nextDouble()),
        SIGNED_ZEROS(random -> random.nextBoolean() ? 0.0 : -0.0),
        ANY_BITS(random -> finite(random)),
        NOT_FINITE(random -> switch (random.nextInt(6)) {
            case 0 -> Double.POSITIVE_INFINITY;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> Double.NaN;
            default -> random.nextGaussian();
        });

        private final Function<RandomGenerator, Object> number;

        Kind(Function<RandomGenerator, Object> number) {
            this.number = number;
        }
    }

    private static double finite(RandomGenerator random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : 1.0;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void slidingNumbersGiveTheResultsOfDecimals(Kind kind) {
        Random random = new Random(kind.ordinal());
        for (int round = 0; round < 100; round++) {
            List<MomentsAggregate> aggregates = new ArrayList<>();
            for (MomentsAggregate.Result result : MomentsAggregate.Result.values()) {
                aggregates.add(new MomentsAggregate(result));
            }
            Deque<Object> inside = new ArrayDeque<>();
            int width = 1 + random.nextInt(9);
            for (int step = 0; step < 30; step++) {
                Object number = kind.number.apply(random);
                inside.addLast(number);
                aggregates.forEach(aggregate -> aggregate.add(number));
                while (inside.size() > width) {
                    Object oldest = inside.removeFirst();
                    aggregates.forEach(aggregate -> aggregate.remove(oldest));
                }
                for (MomentsAggregate.Result result : MomentsAggregate.Result.values()) {
                    MomentsAggregate aggregate = aggregates.get(result.ordinal());
                    Long expected = bits(expected(result, inside));
                    assertThat(bits(aggregate.result()))
                            .as("%s of %s", result, inside)
                            .isEqualTo(expected);
                    assertThat(bits(aggregate.result())).as("read again").isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void averagesInTheMiddleOfTwoDoublesRoundToTheEvenOne() {
        assertThat(average(0.2, 0.4)).isEqualTo(0.30000000000000004);
        assertThat(average(2.2, -0.9)).isEqualTo(0.6500000000000001);
        assertThat(average(Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
        assertThat(average(Double.MIN_VALUE, 0.0)).isEqualTo(0.0);
        assertThat(average(3 * Double.MIN_VALUE, 0.0)).isEqualTo(2 * Double.MIN_VALUE);

        for (int exponent = -60; exponent < 60; exponent++) {
            double number = Math.scalb(1.0, exponent);
            List<Object> two = List.of(number, Math.nextUp(number));
            MomentsAggregate average = new MomentsAggregate(MomentsAggregate.Result.AVERAGE);
            two.forEach(average::add);

            assertThat(bits(average.result())).isEqualTo(bits(expected(MomentsAggregate.Result.AVERAGE, two)));
        }
    }

    private static double average(double... numbers) {
        MomentsAggregate average = new MomentsAggregate(MomentsAggregate.Result.AVERAGE);
        for (double number : numbers) {
            average.add(number);
        }
        return (double) Objects.requireNonNull(average.result());
    }

    private static @Nullable Long bits(@Nullable Object number) {
        return number == null ? null : (Long) Double.doubleToLongBits((Double) number);
    }

    private static @Nullable Object expected(MomentsAggregate.Result result, Collection<Object> numbers) {
        double plain = numbers.stream()
                .mapToDouble(number -> ((Number) number).doubleValue() * 1e-300)
                .sum();
        if (!Double.isFinite(plain)) {
            if (result == MomentsAggregate.Result.DEVIATION) {
                return numbers.size() < 2 ? null : (Object) Double.NaN;
            }
            return plain;
        }
        BigDecimal count = BigDecimal.valueOf(numbers.size());
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (Object number : numbers) {
            BigDecimal exact = number instanceof Long whole ? new BigDecimal(whole) : new BigDecimal((Double) number);
            sum = sum.add(exact);
            squares = squares.add(exact.multiply(exact));
        }
        return switch (result) {
            case SUM -> sum.doubleValue();
            case AVERAGE -> sum.divide(count, ALL).doubleValue();
            case DEVIATION -> numbers.size() < 2 ? null : (Object) deviation(sum, squares, count);
        };
    }

    private static double deviation(BigDecimal sum, BigDecimal squares, BigDecimal count) {
        BigDecimal spread = squares.multiply(count).subtract(sum.multiply(sum));
        BigDecimal variance = spread.divide(count.multiply(count.subtract(BigDecimal.ONE)), FIFTY);
        double rounded = variance.doubleValue();
        return rounded >= Double.MIN_NORMAL && rounded <= Double.MAX_VALUE
                ? Math.sqrt(rounded)
                : variance.sqrt(new MathContext(25, RoundingMode.HALF_EVEN)).doubleValue();
    }
}
