package dev.tidemark.registry;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.time.Microseconds;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The declared feature groups and their versions, in the metadata database. Thread-safe. */
public final class Registry {
    private static final String LATEST = """
            SELECT name, version, definition, fingerprint, applied_at FROM feature_group_version latest
            WHERE version = (SELECT MAX(version) FROM feature_group_version WHERE name = latest.name)
            ORDER BY name
            """;

    private final MetadataDatabase database;
    private final InstantSource clock;

    public Registry(MetadataDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The newest version of every group, in the order of their names. */
    public List<FeatureGroup> groups() {
        return latest().stream().map(DefinitionVersion::featureGroup).toList();
    }

    /** The newest version of every group with its number and time, in the order of their names. */
    public List<DefinitionVersion> latest() {
        return database.jdbi().withHandle(Registry::latest);
    }

    /**
     * The newest version of one group.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP and the nearest names
     */
    public FeatureGroup group(String name) {
        List<FeatureGroup> groups = groups();
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new FeatureStoreException(
                        ErrorCode.UNKNOWN_FEATURE_GROUP,
                        "No feature group '%s'; %s"
                                .formatted(
                                        name,
                                        NearestNames.sentence(
                                                name,
                                                groups.stream()
                                                        .map(FeatureGroup::name)
                                                        .toList()))));
    }

    /** All versions of a group, oldest first; empty where there is no such group. */
    public List<DefinitionVersion> versions(String name) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT name, version, definition, fingerprint, applied_at FROM feature_group_version
                        WHERE name = :name ORDER BY version
                        """)
                        .bind("name", name)
                        .map((row, context) -> new DefinitionVersion(
                                DefinitionJson.read(row.getString("definition")),
                                row.getInt("version"),
                                row.getString("fingerprint"),
                                Microseconds.toInstant(row.getLong("applied_at"))))
                        .list());
    }

    /** Compares definitions with what is registered. Changes nothing. */
    public Plan plan(Collection<FeatureGroup> declared) {
        return database.jdbi().withHandle(handle -> plan(handle, declared));
    }

    /**
     * Registers what a plan adds and changes, in one transaction.
     *
     * @return the plan as it was carried out: what somebody else applied meanwhile counts as registered
     */
    public Plan apply(Plan plan) {
        List<FeatureGroup> declared =
                plan.changes().stream().map(Change::featureGroup).toList();
        try {
            return database.jdbi().inTransaction(handle -> {
                Plan now = plan(handle, declared);
                Map<String, Integer> versions = latest(handle).stream()
                        .collect(
                                Collectors.toMap(latest -> latest.featureGroup().name(), DefinitionVersion::version));
                for (Change change : now.changes()) {
                    if (change.kind() != Change.Kind.UNCHANGED) {
                        insert(
                                handle,
                                change.featureGroup(),
                                1 + versions.getOrDefault(change.featureGroup().name(), 0));
                    }
                }
                return now;
            });
        } catch (UnableToExecuteStatementException e) {
            throw new FeatureStoreException(
                    ErrorCode.RUN_IN_PROGRESS,
                    "Somebody else is applying definitions; nothing was changed, try again",
                    e);
        }
    }

    /** SHA-256 of a definition's JSON, in lower-case hexadecimal. */
    public static String fingerprint(FeatureGroup group) {
        return DefinitionJson.fingerprint(group);
    }

    private static Plan plan(Handle handle, Collection<FeatureGroup> declared) {
        Map<String, FeatureGroup> registered = latest(handle).stream()
                .map(DefinitionVersion::featureGroup)
                .collect(
                        Collectors.toMap(FeatureGroup::name, Function.identity(), (left, right) -> left, TreeMap::new));
        Map<String, FeatureGroup> byName = new TreeMap<>();
        for (FeatureGroup group : declared) {
            if (byName.put(group.name(), group) != null) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_DEFINITION, "Feature group '%s' is declared twice".formatted(group.name()));
            }
        }
        List<Change> changes = new ArrayList<>();
        for (FeatureGroup group : byName.values()) {
            FeatureGroup before = registered.remove(group.name());
            if (before == null) {
                changes.add(new Change(group, Change.Kind.ADD, List.of()));
            } else if (DefinitionJson.write(before).equals(DefinitionJson.write(group))) {
                changes.add(new Change(group, Change.Kind.UNCHANGED, List.of()));
            } else {
                changes.add(new Change(
                        group,
                        Change.Kind.CHANGE,
                        DefinitionDifference.between(DefinitionJson.tree(before), DefinitionJson.tree(group))));
            }
        }
        return new Plan(changes, List.copyOf(registered.keySet()));
    }

    private static List<DefinitionVersion> latest(Handle handle) {
        return handle.createQuery(LATEST)
                .map((row, context) -> new DefinitionVersion(
                        DefinitionJson.read(row.getString("definition")),
                        row.getInt("version"),
                        row.getString("fingerprint"),
                        Microseconds.toInstant(row.getLong("applied_at"))))
                .list();
    }

    private void insert(Handle handle, FeatureGroup group, int version) {
        handle.createUpdate("""
                        INSERT INTO feature_group_version (name, version, definition, fingerprint, applied_at)
                        VALUES (:name, :version, :definition, :fingerprint, :appliedAt)
                        """)
                .bind("name", group.name())
                .bind("version", version)
                .bind("definition", DefinitionJson.write(group))
                .bind("fingerprint", fingerprint(group))
                .bind("appliedAt", Microseconds.of(clock.instant()))
                .execute();
    }
}
