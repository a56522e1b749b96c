package dev.tidemark.schedule;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.materialize.Backfill;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.materialize.Chunks;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.sync.SyncOutcome;
import dev.tidemark.sync.TableSync;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Adds what was pushed to a group, computes it from where it stands up to its scheduled time, and then syncs it if it
 * is online.
 */
public final class GroupWork implements ScheduledWork {
    private final Registry registry;
    private final Chunks chunks;
    private final Backfill backfill;
    private final Ingestion ingestion;
    private final Runs runs;
    private final TableSync tables;
    private final Consumer<String> announcements;

    /**
     * @param announcements hears a line for each sync and for what a plan remarks; the backfill has steps of its own
     */
    public GroupWork(
            Registry registry,
            Chunks chunks,
            Backfill backfill,
            Ingestion ingestion,
            Runs runs,
            TableSync tables,
            Consumer<String> announcements) {
        this.registry = registry;
        this.chunks = chunks;
        this.backfill = backfill;
        this.ingestion = ingestion;
        this.runs = runs;
        this.tables = tables;
        this.announcements = announcements;
    }

    @Override
    public void bringUpTo(String featureGroup, Instant scheduledTime) {
        FeatureGroup group = registry.group(featureGroup);
        // First, because the group may have a stream: a materialization waits for its end, pushed rows do not.
        if (group.pushable()) {
            ingestion.run(group);
        }
        ChunkPlan plan = chunks.plan(group, null, scheduledTime, Chunks.STEP);
        plan.remarks().forEach(announcements);
        if (!plan.isEmpty()) {
            backfill.resume(group, plan);
        }
        if (group.online() && !tables.isBeforeItsTable(group)) {
            SyncOutcome outcome = runs.record(RunKind.SYNC, group.name(), null, lease -> {
                SyncOutcome synced = tables.under(lease::check).syncNews(group);
                return new Runs.Done<>(synced, synced.written(), synced.snapshotId());
            });
            announcements.accept(
                    "%s: synced, %d written (%s)".formatted(group.name(), outcome.written(), outcome.detail()));
        }
    }
}
