package dev.tidemark.launch;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import java.util.Locale;

/** An ingestion's batches on the console. */
final class ShownBatches implements Ingestion.Steps {
    private final Application application;

    ShownBatches(Application application) {
        this.application = application;
    }

    @Override
    public void begun(FeatureGroup group, PushBatches.Batch batch) {
        application.sparkStep("%s: %d pushed requests%s"
                .formatted(
                        group.name(),
                        batch.requests().size(),
                        batch.begun() ? " that a run which did not end had begun" : ""));
    }

    @Override
    public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {
        application
                .console()
                .progress()
                .step(String.format(Locale.ROOT, "%s: %,d pushed rows in its table", group.name(), rows));
    }

    @Override
    public void putAside(FeatureGroup group, PushedRequest request, String reason) {
        application.console().progress().step("%s: put aside: %s".formatted(group.name(), reason));
    }
}
