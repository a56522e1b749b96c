package dev.tidemark.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Definition;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                reader.apply(DefinitionJson.parse(row.getString("definition"))),
                row.getInt("version"),
                row.getString("fingerprint"),
                Microseconds.toInstant(row.getLong("applied_at")));
    }

    /** A definition as it was applied once. */
    record Version<D>(D definition, int number, String fingerprint, Instant appliedAt) {}

    /** The newest version of each that is not retired, in the order of their names. */
    List<Version<D>> latest(Handle handle) {
        return handle.createQuery(LATEST)
                .define("table", table)
                .bind("kind", kind.name())
                .map(mapper)
                .list();
    }

    /** All versions of one, oldest first. */
    List<Version<D>> versions(Handle handle, String name) {
        return handle.createQuery(OF_NAME)
                .define("table", table)
                .bind("name", name)
                .map(mapper)
                .list();
    }

    /** What applying definitions would do to each that is registered or not, by name and in the order of the declared. */
    List<Change> changes(Map<String, D> registered, Map<String, D> declared) {
        List<Change> changes = new ArrayList<>();
        declared.forEach((name, definition) -> changes.add(change(registered.get(name), definition)));
        return changes;
    }

    /** The registered definitions by name. */
    Map<String, D> byName(Handle handle) {
        Map<String, D> byName = new TreeMap<>();
        latest(handle).forEach(version -> byName.put(version.definition().name(), version.definition()));
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
