package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The declared feature groups and feature services and their versions, in the metadata database. Thread-safe. */
public final class Registry {
    private static final VersionTable<FeatureGroup> GROUPS =
            new VersionTable<>("feature_group_version", DefinitionJson::tree, DefinitionJson::read);
    private static final VersionTable<FeatureService> SERVICES =
            new VersionTable<>("feature_service_version", ServiceJson::tree, ServiceJson::read);

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
        return database.jdbi()
                .withHandle(handle ->
                        GROUPS.latest(handle).stream().map(Registry::version).toList());
    }

    /** The newest version of every service with its number and time, in the order of their names. */
    public List<ServiceVersion> services() {
        return database.jdbi()
                .withHandle(handle -> SERVICES.latest(handle).stream()
                        .map(version -> new ServiceVersion(
                                version.definition(), version.number(), version.fingerprint(), version.appliedAt()))
                        .toList());
    }

    /**
     * The newest version of one group.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP and the nearest names
     */
    public FeatureGroup group(String name) {
        return named(name, "feature group", ErrorCode.UNKNOWN_FEATURE_GROUP, GROUPS);
    }

    /**
     * The newest version of one service.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE and the nearest names
     */
    public FeatureService service(String name) {
        return named(name, "feature service", ErrorCode.UNKNOWN_FEATURE_SERVICE, SERVICES);
    }

    private <D extends Definition> D named(String name, String kind, ErrorCode unknown, VersionTable<D> table) {
        Map<String, D> registered = database.jdbi().withHandle(table::byName);
        D found = registered.get(name);
        if (found == null) {
            throw new FeatureStoreException(
                    unknown, "No %s '%s'; %s".formatted(kind, name, NearestNames.sentence(name, registered.keySet())));
        }
        return found;
    }

    /** All versions of a group, oldest first; empty where there is no such group. */
    public List<DefinitionVersion> versions(String name) {
        return database.jdbi()
                .withHandle(handle -> GROUPS.versions(handle, name).stream()
                        .map(Registry::version)
                        .toList());
    }

    /** The newest version that is this definition to the letter; empty where it was never applied. */
    public Optional<Integer> versionOf(FeatureGroup group) {
        String fingerprint = fingerprint(group);
        return versions(group.name()).reversed().stream()
                .filter(version -> version.fingerprint().equals(fingerprint))
                .map(DefinitionVersion::version)
                .findFirst();
    }

    /**
     * Compares definitions with what is registered. Changes nothing.
     *
     * @throws FeatureStoreException with code INVALID_DEFINITION where a name is declared twice, or a service names what no group
     *     has
     */
    public Plan plan(Collection<? extends Definition> declared) {
        return database.jdbi().withHandle(handle -> plan(handle, Declared.of(declared)));
    }

    /**
     * Registers what a plan adds and changes, in one transaction.
     *
     * @return the plan as it was carried out: what somebody else applied meanwhile counts as registered
     * @throws FeatureStoreException with code RUN_IN_PROGRESS where somebody else registers the same version meanwhile, and
     *     METADATA_UNAVAILABLE where the database refuses for any other reason
     */
    public Plan apply(Plan plan) {
        Declared declared =
                Declared.of(plan.changes().stream().map(Change::definition).toList());
        try {
            return database.jdbi().inTransaction(handle -> {
                Plan now = plan(handle, declared);
                now.changes().stream()
                        .filter(change -> change.kind() != Change.Kind.UNCHANGED)
                        .forEach(change -> insert(handle, change.definition()));
                return now;
            });
        } catch (JdbiException e) {
            if (!MetadataFailure.isDuplicateKey(e)) {
                throw MetadataFailure.unavailable("register definitions; nothing was changed", e);
            }
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

    private static Plan plan(Handle handle, Declared declared) {
        Map<String, FeatureGroup> groups = GROUPS.byName(handle);
        Map<String, FeatureService> services = SERVICES.byName(handle);
        List<Change> changes = new ArrayList<>(GROUPS.changes(groups, declared.groups()));
        changes.addAll(SERVICES.changes(services, declared.services()));
        List<String> untouched = Stream.concat(
                        groups.keySet().stream()
                                .filter(name -> !declared.groups().containsKey(name)),
                        services.keySet().stream()
                                .filter(name -> !declared.services().containsKey(name)))
                .toList();
        groups.putAll(declared.groups());
        services.putAll(declared.services());
        ServiceCheck.check(services.values(), groups);
        return new Plan(changes, untouched);
    }

    private void insert(Handle handle, Definition definition) {
        switch (definition) {
            case FeatureGroup group -> GROUPS.insert(handle, group, clock.instant());
            case FeatureService service -> SERVICES.insert(handle, service, clock.instant());
        }
    }

    private static DefinitionVersion version(VersionTable.Version<FeatureGroup> version) {
        return new DefinitionVersion(
                version.definition(), version.number(), version.fingerprint(), version.appliedAt());
    }
}
