package dev.tidemark.compile;

import dev.tidemark.conf.Settings;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import dev.tidemark.window.WindowProgram;
import java.time.Duration;
import java.util.function.Function;

/** Says how far the changes to come of a group's rows go, and how many bytes they may take. */
@FunctionalInterface
public interface ChangesAhead {
    /** The span of groups of which nothing else is known. */
    Duration LONG = Duration.ofDays(30);

    /** Thirty days and one kilobyte. */
    ChangesAhead DEFAULT = group -> bounds(LONG, 1_024);

    /** Reads the bounds from settings; without a span there, it is thirty days. */
    static ChangesAhead from(Settings settings) {
        return from(settings, group -> LONG);
    }

    /** @param otherwise the span of a group if the settings have none */
    static ChangesAhead from(Settings settings, Function<FeatureGroup, Duration> otherwise) {
        Duration span = settings.durationOrNone("online.changes-horizon");
        int bytes = settings.integer("online.changes-bytes", 0, 1 << 20);
        return group -> bounds(span.isZero() ? otherwise.apply(group) : span, bytes);
    }

    WindowProgram.Ahead of(FeatureGroup group);

    /**
     * Makes bounds.
     *
     * @param span after the first change to come, within which changes are listed
     * @param bytes the most bytes of one row's changes; 0 for none
     */
    static WindowProgram.Ahead bounds(Duration span, int bytes) {
        return new WindowProgram.Ahead(Microseconds.of(span), bytes);
    }
}
