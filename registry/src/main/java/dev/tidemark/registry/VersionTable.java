package dev.tidemark.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** All versions of one kind of definitions, in a table with a row per name and version. Thread-safe. */
final class VersionTable<D extends Definition> {
    private static final String LATEST = """
        SELECT name, version, definition, fingerprint, applied_at FROM <table> latest
        WHERE version = (SELECT MAX(version) FROM <table> WHERE name = latest.name)
        AND NOT EXISTS (SELECT 1 FROM retired_definition WHERE kind = :kind AND retired_definition.name = latest.name)
        ORDER BY name
        """;
    private static final String OF_NAME = """
        SELECT name, version, definition, fingerprint, applied_at FROM <table>
        WHERE name = :name ORDER BY version
        """;
    private static final String IN_USE = """
        NOT EXISTS (SELECT 1 FROM retired_definition WHERE kind = :kind AND retired_definition.name = latest.name)
        """;
    private static final String NEWEST_OF_NAME = """
        SELECT name, version, definition, fingerprint, applied_at FROM <table> latest
        WHERE name = :name AND %s ORDER BY version DESC FETCH FIRST 1 ROWS ONLY
        """.formatted(IN_USE);
    private static final String NAMES =
            "SELECT DISTINCT name FROM <table> latest WHERE %s ORDER BY name".formatted(IN_USE);
    private static final String INSERT = """
        INSERT INTO <table> (name, version, definition, fingerprint, applied_at)
        VALUES (:name, (SELECT COALESCE(MAX(version), 0) + 1 FROM <table> WHERE name = :name),
            :definition, :fingerprint, :appliedAt)
        """;

    private final String table;
    private final Retirement.Kind kind;
    private final Function<D, ObjectNode> tree;
    private final RowMapper<Version<D>> mapper;

    VersionTable(String table, Retirement.Kind kind, Function<D, ObjectNode> tree, Function<JsonNode, D> reader) {
        this.table = table;
        this.kind = kind;
        this.tree = tree;
        this.mapper = (row, context) -> new Version<>(
                read(reader, row.getString("name"), row.getInt("version"), row.getString("definition")),
                row.getInt("version"),
                row.getString("fingerprint"),
                Microseconds.toInstant(row.getLong("applied_at")));
    }

    /** Reads a definition. An older Tidemark may not know everything that a newer one wrote. */
    private static <D> D read(Function<JsonNode, D> reader, String name, int version, String definition) {
        try {
            return reader.apply(DefinitionJson.parse(definition));
        } catch (RuntimeException e) {
            throw new FeatureStoreException(
                    ErrorCode.INTERNAL,
                    "Cannot read version %d of '%s' in the registry: %s; a newer version of Tidemark may have applied it"
                            .formatted(version, name, e.getMessage()),
                    e);
        }
    }

    /** A version of a definition. */
    record Version<D>(D definition, int number, String fingerprint, Instant appliedAt) {}

    /**
     * The newest versions that can be read.
     *
     * @param unreadable the reasons why the others cannot be read, by name
     */
    record Latest<D>(List<Version<D>> versions, Map<String, String> unreadable) {
        /** Returns all newest versions, or fails if one cannot be read. */
        List<Version<D>> orFail() {
            unreadable.values().stream().findFirst().ifPresent(why -> {
                throw new FeatureStoreException(ErrorCode.INTERNAL, why);
            });
            return versions;
        }
    }

    /** Returns the newest version of each that is not retired, ordered by name. */
    Latest<D> latest(Handle handle) {
        List<Version<D>> versions = new ArrayList<>();
        Map<String, String> unreadable = new TreeMap<>();
        handle.createQuery(LATEST)
                .define("table", table)
                .bind("kind", kind.name())
                .map((row, context) -> {
                    try {
                        return versions.add(mapper.map(row, context));
                    } catch (FeatureStoreException e) {
                        return unreadable.put(row.getString("name"), String.valueOf(e.getMessage())) == null;
                    }
                })
                .list();
        return new Latest<>(versions, unreadable);
    }

    /** Returns the names of all that are not retired. */
    List<String> names(Handle handle) {
        return handle.createQuery(NAMES)
                .define("table", table)
                .bind("kind", kind.name())
                .mapTo(String.class)
                .list();
    }

    /** Returns the newest version of one that is not retired, even if others cannot be read. */
    Optional<Version<D>> newest(Handle handle, String name) {
        return handle.createQuery(NEWEST_OF_NAME)
                .define("table", table)
                .bind("kind", kind.name())
                .bind("name", name)
                .map(mapper)
                .findOne();
    }

    /** Returns all versions of one, oldest first. */
    List<Version<D>> versions(Handle handle, String name) {
        return handle.createQuery(OF_NAME)
                .define("table", table)
                .bind("name", name)
                .map(mapper)
                .list();
    }

    /** Returns the changes that applying definitions would make, by name and in the order of declaration. */
    List<Change> changes(Latest<D> registered, Map<String, D> declared) {
        Map<String, D> before = byName(registered);
        List<Change> changes = new ArrayList<>();
        declared.forEach((name, definition) -> {
            String unreadable = registered.unreadable().get(name);
            changes.add(
                    unreadable == null
                            ? change(before.get(name), definition)
                            : new Change(definition, Change.Kind.CHANGE, List.of(unreadable)));
        });
        return changes;
    }

    /** Returns the definitions that can be read, by name. */
    static <D extends Definition> Map<String, D> byName(Latest<D> registered) {
        Map<String, D> byName = new TreeMap<>();
        registered.versions().forEach(version -> byName.put(version.definition().name(), version.definition()));
        return byName;
    }

    private Change change(@Nullable D before, D definition) {
        if (before == null) {
            return new Change(definition, Change.Kind.ADD, List.of());
        }
        ObjectNode old = tree.apply(before);
        ObjectNode now = tree.apply(definition);
        return old.toString().equals(now.toString())
                ? new Change(definition, Change.Kind.UNCHANGED, List.of())
                : new Change(definition, Change.Kind.CHANGE, DefinitionDifference.between(old, now));
    }

    /** Adds the next version of a definition. */
    void insert(Handle handle, D definition, Instant at) {
        String json = tree.apply(definition).toString();
        handle.createUpdate(INSERT)
                .define("table", table)
                .bind("name", definition.name())
                .bind("definition", json)
                .bind("fingerprint", DefinitionJson.fingerprint(json))
                .bind("appliedAt", Microseconds.of(at))
                .execute();
    }
}
