package dev.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.conf.Secret;
import dev.tidemark.session.CatalogConfig;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestWarehouseProbe {
    @TempDir
    Path folder;

    @Test
    void aFolderThatTakesAFileIsRightAndLeftAsItWas() throws IOException {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(
                session, new CatalogConfig("hadoop", Map.of("warehouse", new Secret(folder.toString()))));

        assertThat(new WarehouseProbe(session, "hadoop", folder.toString()).look())
                .isEqualTo("can write to %s; the hadoop catalog answers, with 0 namespace(s)".formatted(folder));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPlaceThatTakesNoFileIsToldWithItsSetting() throws IOException {
        SparkSession session = SharedSpark.session().newSession();
        String file = Files.createFile(folder.resolve("file")).toString();

        CheckFailedException failure = failure(new WarehouseProbe(session, "jdbc", file + "/warehouse"));

        assertThat(failure).hasMessageStartingWith("cannot write to " + file + "/warehouse: ");
        assertThat(failure.remedy()).isEqualTo("Check warehouse.location, its rights, the s3 keys");
    }

    /** The place of tables is the catalog's: a file in a folder of this machine would say nothing. */
    @Test
    void aRestCatalogIsAskedInsteadOfWrittenTo() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/v1/config", "{\"defaults\": {}, \"overrides\": {}}");
        answer(server, "/v1/namespaces", "{\"namespaces\": [[\"features\"], [\"sales\"]]}");
        server.start();
        try {
            SparkSession session = rest(server.getAddress().getPort());

            assertThat(new WarehouseProbe(session, "rest", "/nowhere/at/all").look())
                    .isEqualTo("the rest catalog answers, with 2 namespace(s); it decides where tables lie");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRestCatalogThatDoesNotAnswerIsToldWithItsSetting() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        CheckFailedException failure = failure(new WarehouseProbe(rest(port), "rest", folder.toString()));

        assertThat(failure)
                .hasMessageStartingWith("the rest catalog does not answer: ")
                .hasMessageContaining("Connection refused");
        assertThat(failure.remedy()).contains("warehouse.catalog-properties");
    }

    private static SparkSession rest(int port) {
        SparkSession session = SharedSpark.session().newSession();
        SparkSessions.useCatalog(
                session, new CatalogConfig("rest", Map.of("uri", new Secret("http://127.0.0.1:" + port))));
        return session;
    }

    private static void answer(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static CheckFailedException failure(WarehouseProbe probe) {
        return catchThrowableOfType(CheckFailedException.class, probe::look);
    }
}
