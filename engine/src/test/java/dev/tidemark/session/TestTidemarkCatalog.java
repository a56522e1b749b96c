package dev.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Secret;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTidemarkCatalog {
    @TempDir
    Path folder;

    @Test
    void tablesLiveInACatalogOfFolders() throws Exception {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(
                session, new CatalogConfig("hadoop", Map.of("warehouse", new Secret(folder.toString()))));

        session.sql("CREATE NAMESPACE tidemark.features");
        session.sql("CREATE TABLE tidemark.features.users USING iceberg AS SELECT 7 AS user_id");

        assertThat(session.table("tidemark.features.users").count()).isEqualTo(1);
        assertThat(Files.exists(folder.resolve("features/users/metadata/version-hint.text")))
                .isTrue();
    }

    @Test
    void theClassOfACatalogMayBeNamed() {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(
                session,
                new CatalogConfig(
                        "org.apache.iceberg.hadoop.HadoopCatalog", Map.of("warehouse", new Secret(folder.toString()))));

        session.sql("CREATE NAMESPACE tidemark.features");

        assertThat(folder.resolve("features")).isDirectory();
    }

    @Test
    void executorsGetATableWithoutThePasswordOfItsCatalog() throws Exception {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(
                session,
                CatalogConfig.jdbc(
                        "jdbc:h2:mem:" + folder.getFileName() + ";DB_CLOSE_DELAY=-1",
                        "tidemark",
                        new Secret("Planted-74"),
                        folder.toString()));
        session.sql("CREATE NAMESPACE tidemark.features");
        session.sql("CREATE TABLE tidemark.features.users USING iceberg AS SELECT 7 AS user_id");

        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(sent)) {
            objects.writeObject(
                    SerializableTable.copyOf(Spark3Util.loadIcebergTable(session, "tidemark.features.users")));
        }

        assertThat(sent.toString(StandardCharsets.ISO_8859_1))
                .contains("features/users")
                .doesNotContain("Planted-74");
        assertThat(session.conf().getAll().toString()).doesNotContain("Planted-74");
    }
}
