package dev.tidemark.launch;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.materialize.Backfill;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.Locale;

/** A backfill's steps on the console; it stops where the process is told to end. */
final class ShownSteps implements Backfill.Steps {
    private final Application application;

    ShownSteps(Application application) {
        this.application = application;
    }

    @Override
    public void resumed(FeatureGroup group, int finishedChunks, int chunks) {
        application
                .console()
                .progress()
                .step("%s: %d of %d chunks were finished by a run that did not end; going on from there"
                        .formatted(group.name(), finishedChunks, chunks));
    }

    @Override
    public void started(FeatureGroup group, TimeRange chunk, int number, int chunks) {
        application.sparkStep("%s: chunk %d of %d".formatted(group.name(), number, chunks));
    }

    @Override
    public void finished(FeatureGroup group, TimeRange chunk, int number, int chunks, long rows) {
        application
                .console()
                .progress()
                .step(String.format(
                        Locale.ROOT,
                        "%s: chunk %d of %d, %s to %s, %,d rows",
                        group.name(),
                        number,
                        chunks,
                        text(chunk.start()),
                        text(chunk.end()),
                        rows));
    }

    /** A midnight is a day: so a line fits most terminals. */
    private static String text(Instant instant) {
        return instant.toString().replace("T00:00:00Z", "");
    }

    @Override
    public boolean stopRequested() {
        return application.stopRequested();
    }
}
