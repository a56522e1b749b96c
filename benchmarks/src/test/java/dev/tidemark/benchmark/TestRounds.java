package dev.tidemark.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class TestRounds {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void variantsTakeTurnsAndEachRoundBeginsWithAnother() {
        List<String> order = new ArrayList<>();
        Variant first = Variant.of("first", () -> order.add("first"));
        Variant second = Variant.of("second", () -> order.add("second"));

        List<Measured> measured = new Rounds(1, 2, LONG, line -> {}).measure(List.of(first, second));

        assertThat(order).containsExactly("first", "second", "second", "first", "first", "second");
        assertThat(measured).extracting(Measured::name).containsExactly("first", "second");
        assertThat(measured).allSatisfy(variant -> assertThat(variant.samples()).hasSize(2));
    }

    @Test
    void whatWarmsUpIsNotCounted() {
        List<String> runs = new ArrayList<>();

        List<Measured> measured =
                new Rounds(3, 1, LONG, line -> {}).measure(List.of(Variant.of("only", () -> runs.add("run"))));

        assertThat(runs).hasSize(4);
        assertThat(measured.getFirst().samples()).hasSize(1);
    }

    @Test
    void aVariantThatTakesTooLongIsStoppedOnceAndLeftOut() {
        CountDownLatch told = new CountDownLatch(1);
        List<String> starts = new ArrayList<>();
        Variant endless = Variant.of("endless", new Work() {
            @Override
            public void run() throws InterruptedException {
                starts.add("endless");
                told.await();
                throw new InterruptedException("stopped");
            }

            @Override
            public void stop() {
                told.countDown();
            }
        });
        Variant quick = Variant.of("quick", () -> {});

        List<Measured> measured = new Rounds(1, 2, Duration.ofMillis(20), line -> {}).measure(List.of(endless, quick));

        assertThat(starts).hasSize(1);
        assertThat(measured.getFirst().finished()).isFalse();
        assertThat(measured.getFirst().seconds()).isInfinite();
        assertThat(measured.getLast().samples()).hasSize(2);
    }

    @Test
    void anErrorOfAVariantEndsTheBenchmark() {
        Variant broken = Variant.of("broken", () -> {
            throw new IllegalArgumentException("no such table");
        });

        assertThatThrownBy(() -> new Rounds(1, 1, LONG, line -> {}).measure(List.of(broken)))
                .hasMessage("'broken' failed")
                .hasRootCauseMessage("no such table");
    }

    @Test
    void onlyAddedStepsCountAndSubtractedOnesAreTakenOff() {
        Sample whole = Sample.NOTHING
                .with(new Sample(100, 100, 100), Step.Counting.IGNORED)
                .with(new Sample(5, 7, 30), Step.Counting.ADDED)
                .with(new Sample(4, 3, 20), Step.Counting.ADDED)
                .with(new Sample(2, 1, 90), Step.Counting.SUBTRACTED);

        assertThat(whole).isEqualTo(new Sample(7, 9, 30));
    }

    @Test
    void theMedianIsTheMiddleAndThePeakTheGreatest() {
        Measured measured = new Measured(
                "any", List.of(new Sample(9, 1, 5), new Sample(1, 3, 9), new Sample(3, 2, 7), new Sample(5, 2, 1)), "");

        assertThat(measured.median()).contains(new Sample(4, 2, 9));
    }
}
