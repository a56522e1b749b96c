package dev.tidemark.ingest;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.offline.PushedRows;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.request.PushRequest;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A group that takes pushed rows, and the way of such rows from the outbox into its table. */
public record Pushes(FeatureGroup group, OfflineStore tables, MetadataDatabase database, InstantSource clock) {
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    /** Long enough that no test hears a heart beat that it has not asked for. */
    public static final Duration LEASE = Duration.ofMinutes(10);

    /** Does nothing at any step. */
    public static final Ingestion.Steps SILENT = new Ingestion.Steps() {
        @Override
        public void begun(FeatureGroup group, PushBatches.Batch batch) {}

        @Override
        public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {}

        @Override
        public void putAside(FeatureGroup group, PushedRequest request, String reason) {}
    };

    /** A group whose computed rows are those of a view or table. */
    public static FeatureGroupBuilder group(String name, String source) {
        return FeatureGroups.of(name, USER)
                .source(DataSource.table(source).timestamp("at").as("events"))
                .sql("SELECT user_id, at AS event_timestamp, score, CAST(NULL AS ARRAY<STRING>) AS tags FROM events")
                .feature("score", ScalarType.FLOAT64, "Score")
                .feature("tags", FeatureType.listOf(ScalarType.STRING), "Tags")
                .online()
                .pushable();
    }

    public static FeatureRow row(long user, String at, Double score, List<String> tags) {
        Instant instant = Instant.parse(at);
        return new FeatureRow(EntityKey.of(USER, user), instant, instant.plusSeconds(1), Arrays.asList(score, tags));
    }

    /** Takes rows as the server does. */
    public long accept(FeatureRow... rows) {
        long id = acceptUndelivered(rows);
        new PushOutbox(database, clock).delivered(id);
        return id;
    }

    /** As above, while the online store does not answer. */
    public long acceptUndelivered(FeatureRow... rows) {
        return new PushOutbox(database, clock)
                .accept(new PushRequest(group.name(), List.of(Map.of()), null), group, List.of(rows))
                .id();
    }

    public PushBatches batches() {
        return new PushBatches(database, clock, 10);
    }

    public Ingestion ingestion(Ingestion.Steps steps) {
        return new Ingestion(
                new PushedRows(SharedSpark.session(), tables),
                batches(),
                new Runs(
                        new RunHistory(database, clock, LEASE),
                        LEASE,
                        new Runs.Patience.None(),
                        SparkFailure::explained),
                Duration.ofDays(7),
                clock,
                steps);
    }

    /** The rows of the group's table as texts, in order. */
    public List<String> table() {
        return tables.read(group).collectAsList().stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }
}
