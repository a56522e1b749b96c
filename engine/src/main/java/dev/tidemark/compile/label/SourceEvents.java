package dev.tidemark.compile.label;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A group of declared windows that is computed from its source.
 *
 * @param windows its windows, bound to the columns of the source
 * @param reading of the source's rows
 */
public record SourceEvents(FeatureGroup group, CompiledWindows windows, Reading reading) {
    /** Reads the rows of a source. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Returns the rows with {@code from <= event time < to}.
         *
         * @param from null for all of the past
         */
        Dataset<Row> between(@Nullable Instant from, Instant to);
    }

    public SourceEvents {
        if (!(group.computation() instanceof Computation.Windows)) {
            throw new IllegalArgumentException(group.name() + " is not computed by declared windows");
        }
    }

    /** The program of the group's windows; its range does not matter. */
    WindowProgram program() {
        Computation.Windows declared = (Computation.Windows) group.computation();
        return WindowProgram.of(
                windows.features(), declared.emission(), new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)));
    }
}
