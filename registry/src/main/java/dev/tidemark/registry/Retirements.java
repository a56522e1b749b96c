package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Records which definitions are no longer in use. Thread-safe. */
public final class Retirements {
    private static final String ONE = " WHERE kind = :kind AND name = :name";

    /** The tables with a group's data beside its feature table. */
    private static final List<String> KEPT = List.of(
            "computed_range", "finished_chunk", "sync_position", "full_load_slice", "full_load", "push_request");

    private final MetadataDatabase database;
    private final InstantSource clock;

    Retirements(MetadataDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Returns all retired definitions, ordered by name. */
    public List<Retirement> all() {
        return database.jdbi().withHandle(Retirements::all);
    }

    static List<Retirement> all(Handle handle) {
        return handle.createQuery(
                        "SELECT kind, name, retired_at, purged_at FROM retired_definition ORDER BY name, kind")
                .map((row, context) -> {
                    Long purgedAt = row.getObject("purged_at", Long.class);
                    return new Retirement(
                            Retirement.Kind.valueOf(row.getString("kind")),
                            row.getString("name"),
                            Microseconds.toInstant(row.getLong("retired_at")),
                            purgedAt == null ? null : Microseconds.toInstant(purgedAt));
                })
                .list();
    }

    /** Returns true if a definition is retired and its data still exists: then its class alone does not declare it. */
    static boolean keepsFromDeclaring(Handle handle, Definition definition) {
        return all(handle).stream()
                .anyMatch(retired -> !retired.isPurged()
                        && retired.kind() == kind(definition)
                        && retired.name().equals(definition.name()));
    }

    public Optional<Retirement> of(Retirement.Kind kind, String name) {
        return all().stream()
                .filter(retired -> retired.kind() == kind && retired.name().equals(name))
                .findFirst();
    }

    /** Takes a definition out of use; one that is retired already stays unchanged. */
    public void retire(Retirement.Kind kind, String name) {
        database.jdbi().useTransaction(handle -> {
            long known = handle.createQuery("SELECT COUNT(*) FROM retired_definition" + ONE)
                    .bind("kind", kind.name())
                    .bind("name", name)
                    .mapTo(Long.class)
                    .one();
            if (known == 0) {
                handle.createUpdate(
                                "INSERT INTO retired_definition (kind, name, retired_at) VALUES (:kind, :name, :at)")
                        .bind("kind", kind.name())
                        .bind("name", name)
                        .bind("at", now())
                        .execute();
            }
        });
    }

    /** Takes a definition into use again; returns true if it was retired and its data still existed. */
    public boolean undo(Retirement.Kind kind, String name) {
        return database.jdbi()
                        .withHandle(handle -> handle.createUpdate(
                                        "DELETE FROM retired_definition" + ONE + " AND purged_at IS NULL")
                                .bind("kind", kind.name())
                                .bind("name", name)
                                .execute())
                == 1;
    }

    /** Returns the kinds of a group's current runs that write: they must not do so after its removal. */
    public List<String> runsInProgress(String group) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT kind FROM run_lease WHERE subject_key = :group"
                                + " AND subject_kind = 'FEATURE_GROUP' AND kind <> 'PURGE' AND expires_at > :now"
                                + " ORDER BY kind")
                        .bind("group", group)
                        .bind("now", now())
                        .mapTo(String.class)
                        .list());
    }

    /** Returns the places to which training sets were written, according to recorded runs. */
    public List<String> trainingSets() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT DISTINCT subject_name FROM run"
                                + " WHERE subject_kind = 'TRAINING_SET' AND status = 'SUCCEEDED' ORDER BY subject_name")
                        .mapTo(String.class)
                        .list());
    }

    /**
     * Records where the tables of a group have their files, before they are dropped: afterwards nothing else records
     * it.
     */
    public void noteLocations(String group, List<String> locations) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("UPDATE retired_definition SET locations = :locations" + ONE)
                        .bind("kind", Retirement.Kind.GROUP.name())
                        .bind("name", group)
                        .bind("locations", String.join("\n", locations))
                        .execute());
    }

    /** Returns the recorded locations of a group; empty if there are none. */
    public List<String> locations(String group) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT COALESCE(locations, '') AS locations FROM retired_definition" + ONE)
                        .bind("kind", Retirement.Kind.GROUP.name())
                        .bind("name", group)
                        .mapTo(String.class)
                        .one())
                .lines()
                .toList();
    }

    /**
     * Deletes the records about a group beside its tables, and records that its data is gone. Its versions and runs
     * stay.
     */
    public void forget(String group) {
        database.jdbi().useTransaction(handle -> {
            for (String table : KEPT) {
                handle.createUpdate("DELETE FROM <table> WHERE feature_group = :group")
                        .define("table", table)
                        .bind("group", group)
                        .execute();
            }
            handle.createUpdate("UPDATE retired_definition SET purged_at = :at" + ONE + " AND purged_at IS NULL")
                    .bind("kind", Retirement.Kind.GROUP.name())
                    .bind("name", group)
                    .bind("at", now())
                    .execute();
        });
    }

    /** Makes a name usable for a new definition after its data is gone. */
    static void revive(Handle handle, Definition definition) {
        handle.createUpdate("DELETE FROM retired_definition" + ONE)
                .bind("kind", kind(definition).name())
                .bind("name", definition.name())
                .execute();
    }

    private static Retirement.Kind kind(Definition definition) {
        return switch (definition) {
            case FeatureGroup group -> Retirement.Kind.GROUP;
            case FeatureService service -> Retirement.Kind.SERVICE;
        };
    }

    private long now() {
        Instant now = clock.instant();
        return Microseconds.of(now);
    }
}
