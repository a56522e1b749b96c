package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.feature.json.ServiceJson;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.MetadataFailure;
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
    private static final VersionTable<FeatureGroup> GROUPS = new VersionTable<>(
            "feature_group_version", Retirement.Kind.GROUP, DefinitionJson::tree, DefinitionJson::read);
    private static final VersionTable<FeatureService> SERVICES = new VersionTable<>(
            "feature_service_version", Retirement.Kind.SERVICE, ServiceJson::tree, ServiceJson::read);

    private final MetadataDatabase database;
    private final InstantSource clock;

    public Registry(MetadataDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Returns the newest version of every group that is not retired, ordered by name. */
    public List<FeatureGroup> groups() {
        return latest().stream().map(DefinitionVersion::featureGroup).toList();
    }

    /**
     * The groups that can be read.
     *
     * @param versions the newest version of each, ordered by name
     * @param unreadable the reasons why the newest versions of other groups cannot be read, by name
     */
    public record ReadableGroups(List<DefinitionVersion> versions, Map<String, String> unreadable) {
        public List<FeatureGroup> groups() {
            return versions.stream().map(DefinitionVersion::featureGroup).toList();
        }
    }

    /**
     * Returns the newest version of every group that can be read, for callers that one broken definition must not stop.
     */
    public ReadableGroups readableGroups() {
        VersionTable.Latest<FeatureGroup> latest = database.jdbi().withHandle(GROUPS::latest);
        return new ReadableGroups(
                latest.versions().stream().map(Registry::version).toList(), latest.unreadable());
    }

    /**
     * The services that can be read.
     *
     * @param versions the newest version of each, ordered by name
     * @param unreadable the reasons why the newest versions of other services cannot be read, by name
     */
    public record ReadableServices(List<ServiceVersion> versions, Map<String, String> unreadable) {}

    /** The newest version of every service that can be read. */
    public ReadableServices readableServices() {
        VersionTable.Latest<FeatureService> latest = database.jdbi().withHandle(SERVICES::latest);
        return new ReadableServices(services(latest.versions()), latest.unreadable());
    }

    /** Returns the newest version of every group with its number and time, ordered by name. */
    public List<DefinitionVersion> latest() {
        return database.jdbi()
                .withHandle(handle -> GROUPS.latest(handle).orFail().stream()
                        .map(Registry::version)
                        .toList());
    }

    /** Returns the newest version of every service with its number and time, ordered by name. */
    public List<ServiceVersion> services() {
        return services(
                database.jdbi().withHandle(handle -> SERVICES.latest(handle).orFail()));
    }

    private static List<ServiceVersion> services(List<VersionTable.Version<FeatureService>> versions) {
        return versions.stream()
                .map(version -> new ServiceVersion(
                        version.definition(), version.number(), version.fingerprint(), version.appliedAt()))
                .toList();
    }

    /**
     * The newest version of one group.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP and the nearest names
     */
    public FeatureGroup group(String name) {
        return named(name, Retirement.Kind.GROUP, ErrorCode.UNKNOWN_FEATURE_GROUP, GROUPS);
    }

    /**
     * Returns the newest version of one group, even of a retired one, whose history can still be read.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP if there is none, or its history is gone
     */
    public FeatureGroup groupWithHistory(String name) {
        return retirements()
                .of(Retirement.Kind.GROUP, name)
                .filter(retired -> !retired.isPurged())
                .map(retired -> versions(name).getLast().featureGroup())
                .orElseGet(() -> group(name));
    }

    /** The definitions that are no longer in use. */
    public Retirements retirements() {
        return new Retirements(database, clock);
    }

    /**
     * The newest version of one service.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE and the nearest names
     */
    public FeatureService service(String name) {
        return named(name, Retirement.Kind.SERVICE, ErrorCode.UNKNOWN_FEATURE_SERVICE, SERVICES);
    }

    private <D extends Definition> D named(
            String name, Retirement.Kind kind, ErrorCode unknown, VersionTable<D> table) {
        Optional<VersionTable.Version<D>> found = database.jdbi().withHandle(handle -> table.newest(handle, name));
        return found.map(VersionTable.Version::definition)
                .orElseThrow(() -> new FeatureStoreException(
                        unknown,
                        retirements().of(kind, name).map(Retirement::sentence).orElseGet(() -> {
                            List<String> known = database.jdbi().withHandle(table::names);
                            return "No %s '%s'; %s".formatted(kind.text(), name, NearestNames.sentence(name, known));
                        })));
    }

    /** Returns all versions of a group, oldest first; empty if there is no such group. */
    public List<DefinitionVersion> versions(String name) {
        return database.jdbi()
                .withHandle(handle -> GROUPS.versions(handle, name).stream()
                        .map(Registry::version)
                        .toList());
    }

    /** Returns the newest version that equals this definition exactly; empty if it was never applied. */
    public Optional<Integer> versionOf(FeatureGroup group) {
        String fingerprint = fingerprint(group);
        return versions(group.name()).reversed().stream()
                .filter(version -> version.fingerprint().equals(fingerprint))
                .map(DefinitionVersion::version)
                .findFirst();
    }

    /**
     * Compares definitions with the registered ones. Changes nothing.
     *
     * @throws FeatureStoreException with code INVALID_DEFINITION if a name is declared twice, or a service names a
     *     feature that no group has
     */
    public Plan plan(Collection<? extends Definition> declared) {
        return database.jdbi().withHandle(handle -> plan(handle, declared(handle, declared)));
    }

    /**
     * Registers the additions and changes of a plan, in one transaction.
     *
     * @return the plan as it was executed: definitions that another process applied meanwhile count as registered
     * @throws FeatureStoreException with code RUN_IN_PROGRESS if another process registers the same version meanwhile,
     *     and METADATA_UNAVAILABLE if the database refuses for any other reason
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

    /**
     * Returns the definitions without retired ones: a class that still exists does not bring a retired definition back
     * into use.
     */
    private static Declared declared(Handle handle, Collection<? extends Definition> definitions) {
        return Declared.of(definitions.stream()
                .filter(definition -> !Retirements.keepsFromDeclaring(handle, definition))
                .toList());
    }

    private static Plan plan(Handle handle, Declared declared) {
        VersionTable.Latest<FeatureGroup> groups = GROUPS.latest(handle);
        VersionTable.Latest<FeatureService> services = SERVICES.latest(handle);
        List<Change> changes = new ArrayList<>(GROUPS.changes(groups, declared.groups()));
        changes.addAll(SERVICES.changes(services, declared.services()));
        List<String> untouched = Stream.concat(
                        untouched(groups, declared.groups()), untouched(services, declared.services()))
                .toList();
        ServiceCheck.check(
                after(services, declared.services()).values(),
                after(groups, declared.groups()),
                groups.unreadable().keySet());
        return new Plan(changes, untouched);
    }

    /** Returns the registered names that are not declared here. */
    private static <D extends Definition> Stream<String> untouched(
            VersionTable.Latest<D> registered, Map<String, D> declared) {
        return Stream.concat(
                        VersionTable.byName(registered).keySet().stream(), registered.unreadable().keySet().stream())
                .filter(name -> !declared.containsKey(name))
                .sorted();
    }

    /** Returns the definitions that can be read after the plan is executed. */
    private static <D extends Definition> Map<String, D> after(
            VersionTable.Latest<D> registered, Map<String, D> declared) {
        Map<String, D> after = VersionTable.byName(registered);
        after.putAll(declared);
        return after;
    }

    private void insert(Handle handle, Definition definition) {
        Retirements.revive(handle, definition);
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
