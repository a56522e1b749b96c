package dev.tidemark.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures variants round by round, each once in a round, so that what else the machine does meets all of them. The
 * first rounds warm up and are not counted. A variant that takes longer than the limit is stopped and left out from
 * then on.
 *
 * @param warmUps runs of each that are not counted
 * @param runs counted runs of each
 * @param progress takes a line as each run ends
 */
public record Rounds(int warmUps, int runs, Duration limit, Consumer<String> progress) {
    /** Runs everything. Errors of a variant are thrown: a benchmark of something broken tells nothing. */
    public List<Measured> measure(List<Variant> variants) {
        List<Series> all = variants.stream().map(Series::new).toList();
        for (int round = 1 - warmUps; round <= runs; round++) {
            for (int turn = 0; turn < all.size(); turn++) {
                // Another one begins each time, so that none always follows the same other.
                Series series = all.get((turn + round + warmUps - 1) % all.size());
                if (series.stopped.isEmpty()) {
                    run(series, round);
                }
            }
        }
        return all.stream().map(Series::measured).toList();
    }

    private void run(Series series, int round) {
        String title = "  %-30s %s  "
                .formatted(series.variant.name(), round <= 0 ? "warm-up " : "run %d/%d".formatted(round, runs));
        try {
            Sample sample = new TimedRun(series.variant, limit).sample();
            progress.accept(title + "%6.2f s  CPU %6.2f s".formatted(sample.seconds(), sample.cpuSeconds()));
            if (round > 0) {
                series.samples.add(sample);
            }
        } catch (RunStopped e) {
            progress.accept(title + "stopped after %d s".formatted(limit.toSeconds()));
            series.samples.clear();
            series.stopped = "> %d s".formatted(limit.toSeconds());
        }
    }

    /** A variant and what is known of it so far. */
    private static final class Series {
        private final Variant variant;
        private final List<Sample> samples = new ArrayList<>();
        private String stopped = "";

        Series(Variant variant) {
            this.variant = variant;
        }

        Measured measured() {
            return new Measured(variant.name(), samples, stopped);
        }
    }
}
