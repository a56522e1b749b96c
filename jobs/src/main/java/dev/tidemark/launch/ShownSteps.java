package dev.tidemark.launch;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.terminal.Progress;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Shows the steps of a materialization on the console; stops it if the process is told to end.
 *
 * @param progress shows finished steps
 * @param step names Spark's next work
 * @param stop true once the process has been told to end
 */
record ShownSteps(Progress progress, Consumer<String> step, BooleanSupplier stop)
        implements ChunkedMaterialization.Steps {

    @Override
    public void resumed(FeatureGroup group, int finishedChunks, int chunks) {
        progress.step("%s: %d of %d chunks were finished by a run that did not end; going on from there"
                .formatted(group.name(), finishedChunks, chunks));
    }

    @Override
    public void started(FeatureGroup group, TimeRange chunk, int number, int chunks) {
        step.accept("%s: chunk %d of %d".formatted(group.name(), number, chunks));
    }

    @Override
    public void finished(FeatureGroup group, TimeRange chunk, int number, int chunks, long rows) {
        progress.step(String.format(
                Locale.ROOT,
                "%s: chunk %d of %d, %s to %s, %,d rows",
                group.name(),
                number,
                chunks,
                text(chunk.start()),
                text(chunk.end()),
                rows));
    }

    /** Shows a midnight as a day, so that a line fits most terminals. */
    private static String text(Instant instant) {
        return instant.toString().replace("T00:00:00Z", "");
    }

    @Override
    public boolean stopRequested() {
        return stop.getAsBoolean();
    }
}
