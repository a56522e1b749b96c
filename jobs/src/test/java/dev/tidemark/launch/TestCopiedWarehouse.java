package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog as Iceberg writes it, beside folders that were copied, moved or linked. */
final class TestCopiedWarehouse {
    @TempDir
    Path folder;

    private MetadataDatabase database;
    private Path original;
    private Path here;

    @BeforeEach
    void openCatalog() throws IOException {
        original = folder.resolve("original/warehouse");
        here = folder.resolve("here/warehouse");
        database = LocalMetadata.open(Files.createDirectories(folder.resolve("here")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aHomeWithoutTablesOrWithItsOwnIsUsed() throws IOException {
        assertThatCode(this::refuse).doesNotThrowAnyException();

        register(here, "features", "payments");
        register(here, "demo.raw", "events");

        assertThatCode(this::refuse).doesNotThrowAnyException();
    }

    @Test
    void aCopyIsRefusedWithTheOriginalsFolder() throws IOException {
        register(original, "features", "payments");
        register(original, "demo.raw", "events");
        write(here, "features", "payments");
        write(here, "demo.raw", "events");

        assertThatThrownBy(this::refuse)
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The tables in %s were copied from %s, which 2 table(s) of the catalog still"
                                .formatted(here, original)
                        + " name, such as demo.raw.events; this command would change the original.")
                .hasMessageContaining("set home (TIDEMARK_HOME) to the folder that has " + original);
    }

    @Test
    void aMovedHomeIsRefusedUntilALinkStandsInItsPlace() throws IOException {
        register(original, "features", "payments");
        Files.createDirectories(here.getParent());
        Files.move(original, here);

        assertThatThrownBy(this::refuse)
                .hasMessageStartingWith("The tables in %s were moved from %s,".formatted(here, original))
                .hasMessageContaining(
                        "mkdir -p '%s' && ln -s '%s' '%s'".formatted(original.getParent(), here, original));

        Files.createSymbolicLink(original, here);

        assertThatCode(this::refuse).doesNotThrowAnyException();
    }

    @Test
    void tablesThatWereAlwaysElsewhereAreUsed() throws IOException {
        register(folder.resolve("before the setting changed"), "features", "payments");

        assertThatCode(this::refuse).doesNotThrowAnyException();
    }

    private void refuse() {
        new CopiedWarehouse(database, here).refuse();
    }

    private void register(Path warehouse, String namespace, String table) throws IOException {
        Path metadata = write(warehouse, namespace, table);
        database.jdbi().useHandle(handle -> {
            handle.execute(
                    "CREATE TABLE IF NOT EXISTS iceberg_tables (catalog_name VARCHAR(255), table_namespace VARCHAR(255),"
                            + " table_name VARCHAR(255), metadata_location VARCHAR(1000))");
            handle.execute(
                    "INSERT INTO iceberg_tables VALUES ('tidemark', ?, ?, ?)", namespace, table, metadata.toString());
        });
    }

    private static Path write(Path warehouse, String namespace, String table) throws IOException {
        Path metadata = warehouse.resolve(namespace.replace('.', '/')).resolve(table + "/metadata/00001.metadata.json");
        Files.createDirectories(metadata.getParent());
        return Files.writeString(metadata, "{}");
    }
}
