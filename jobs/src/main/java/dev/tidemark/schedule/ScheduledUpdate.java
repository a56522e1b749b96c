package dev.tidemark.schedule;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.materialize.MaterializationPlanner;
import dev.tidemark.registry.Registry;
import dev.tidemark.sync.RecordedSync;
import dev.tidemark.sync.SyncOutcome;
import dev.tidemark.sync.SyncRequest;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Moves pushed rows of a group into its table, computes the group up to its scheduled time, and then syncs it if it is
 * online.
 */
public final class ScheduledUpdate implements ScheduledWork {
    private final Registry registry;
    private final MaterializationPlanner planner;
    private final ChunkedMaterialization materialization;
    private final Ingestion ingestion;
    private final RecordedSync sync;
    private final Consumer<String> announcements;

    /**
     * @param announcements receives a line for each sync and for each remark of a plan; a materialization has separate
     *     steps
     */
    public ScheduledUpdate(
            Registry registry,
            MaterializationPlanner planner,
            ChunkedMaterialization materialization,
            Ingestion ingestion,
            RecordedSync sync,
            Consumer<String> announcements) {
        this.registry = registry;
        this.planner = planner;
        this.materialization = materialization;
        this.ingestion = ingestion;
        this.sync = sync;
        this.announcements = announcements;
    }

    @Override
    public void bringUpTo(String featureGroup, Instant scheduledTime) {
        FeatureGroup group = registry.group(featureGroup);
        // Pushed rows come first, because the group may have a stream: a materialization waits for the stream's end,
        // pushed rows do not.
        if (group.pushable()) {
            ingestion.run(group);
        }
        ChunkPlan plan = planner.plan(group, null, scheduledTime, null);
        plan.remarks().forEach(announcements);
        if (!plan.isEmpty()) {
            materialization.resume(group, plan);
        }
        if (group.online() && !sync.isBeforeItsTable(group)) {
            SyncOutcome outcome = sync.run(group, new SyncRequest.News());
            announcements.accept(
                    "%s: synced, %d written (%s)".formatted(group.name(), outcome.written(), outcome.detail()));
        }
    }
}
