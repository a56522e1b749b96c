package dev.tidemark.launch;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Keeps a copied home from writing into the original. Iceberg names every file by its full path, so the catalog of a
 * copied or moved home still names the files in the folder in which the tables were made.
 *
 * @param warehouse the folder of this home's tables
 */
record CopiedWarehouse(MetadataDatabase database, Path warehouse) {
    private static final Pattern LOCAL = Pattern.compile("(?:file:)?/+");

    /** A table whose files are in another folder, although this folder has them as well. */
    private record Elsewhere(String table, Path folder, boolean isThere) {}

    /** @throws FeatureStoreException with code INVALID_CONFIGURATION if tables of the catalog are in the original */
    void refuse() {
        List<Elsewhere> elsewhere = database.jdbi().withHandle(this::elsewhere);
        if (elsewhere.isEmpty()) {
            return;
        }
        Elsewhere first = elsewhere.getFirst();
        Path folder = first.folder();
        throw new FeatureStoreException(
                ErrorCode.INVALID_CONFIGURATION,
                ("The tables in %s were %s from %s, which %d table(s) of the catalog still name, such as %s; %s. Iceberg names"
                                + " every file by its whole path, so tables stay where they were made. %s, or delete the"
                                + " home that has %s and compute its tables again")
                        .formatted(
                                warehouse,
                                first.isThere() ? "copied" : "moved",
                                folder,
                                elsewhere.size(),
                                first.table(),
                                first.isThere()
                                        ? "this command would change the original"
                                        : "they cannot be read there any more",
                                first.isThere()
                                        ? "Work on the original: set home (TIDEMARK_HOME) to the folder that has "
                                                + folder
                                        : "Move them back, or leave a link in their place (mkdir -p '%s' && ln -s '%s' '%s')"
                                                .formatted(folder.getParent(), warehouse, folder),
                                warehouse));
    }

    private List<Elsewhere> elsewhere(Handle handle) {
        boolean isNew = handle.createQuery(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE LOWER(table_name) = 'iceberg_tables'")
                .mapTo(Integer.class)
                .one()
                .equals(0);
        if (isNew) {
            return List.of();
        }
        return handle
                .createQuery(
                        "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables WHERE catalog_name = :catalog"
                                + " AND metadata_location IS NOT NULL ORDER BY table_namespace, table_name")
                .bind("catalog", SparkSessions.CATALOG)
                .map((row, context) -> elsewhere(
                        row.getString("table_namespace"),
                        row.getString("table_name"),
                        row.getString("metadata_location")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Elsewhere> elsewhere(String namespace, String table, String location) {
        if (!LOCAL.matcher(location).lookingAt()) {
            return Optional.empty();
        }
        Path named = Path.of(LOCAL.matcher(location).replaceFirst("/"));
        Path below = Path.of(namespace.replace('.', '/'), table, "metadata", String.valueOf(named.getFileName()));
        Path here = warehouse.resolve(below);
        if (named.startsWith(warehouse) || !named.endsWith(below) || !Files.exists(here) || isSame(named, here)) {
            return Optional.empty();
        }
        Path folder = named.getRoot().resolve(named.subpath(0, named.getNameCount() - below.getNameCount()));
        return Optional.of(new Elsewhere(namespace + "." + table, folder, Files.exists(named)));
    }

    /** Returns true if the two paths are one file, for example because a link in the original's place leads here. */
    private static boolean isSame(Path named, Path here) {
        try {
            return Files.exists(named) && Files.isSameFile(named, here);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
