package dev.tidemark.schedule;

import dev.tidemark.compile.ChangesAhead;
import dev.tidemark.feature.FeatureGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long values of a group must be known without a run: through two runs that were missed, and the time of the third.
 * A group without a schedule is run by hand or by another scheduler, of which nothing is known.
 */
public final class MissedRuns implements Function<FeatureGroup, Duration> {
    private static final int PERIODS = 3;

    /** Somebody notices by the next day that runs are missing. */
    private static final Duration LEAST = Duration.ofDays(1);

    private final InstantSource clock;

    public MissedRuns(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Duration apply(FeatureGroup group) {
        return group.cron().map(this::span).orElse(ChangesAhead.LONG);
    }

    /** Periods of a schedule differ, as at weekends: the longest of the next ones counts. */
    private Duration span(String cron) {
        Duration longest = Duration.ZERO;
        Optional<Instant> before = CronCheck.next(cron, clock.instant());
        for (int run = 0; run < 2 * PERIODS && before.isPresent(); run++) {
            Optional<Instant> next = CronCheck.next(cron, before.get());
            if (next.isEmpty()) {
                return ChangesAhead.LONG;
            }
            Duration period = Duration.between(before.get(), next.get());
            longest = period.compareTo(longest) > 0 ? period : longest;
            before = next;
        }
        Duration span = longest.multipliedBy(PERIODS);
        return span.compareTo(LEAST) > 0 ? span : LEAST;
    }
}
