package dev.tidemark.launch;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.terminal.Progress;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows an ingestion's batches on the console.
 *
 * @param progress shows finished steps
 * @param step names Spark's next work
 */
record ShownBatches(Progress progress, Consumer<String> step) implements Ingestion.Steps {

    @Override
    public void begun(FeatureGroup group, PushBatches.Batch batch) {
        step.accept("%s: %d pushed requests%s"
                .formatted(
                        group.name(),
                        batch.requests().size(),
                        batch.begun() ? " that a run which did not end had begun" : ""));
    }

    @Override
    public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {
        progress.step(String.format(Locale.ROOT, "%s: %,d pushed rows in its table", group.name(), rows));
    }

    @Override
    public void putAside(FeatureGroup group, PushedRequest request, String reason) {
        progress.step("%s: put aside: %s".formatted(group.name(), reason));
    }
}
