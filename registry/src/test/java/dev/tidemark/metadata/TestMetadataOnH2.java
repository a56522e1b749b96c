package dev.tidemark.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.Secret;
import dev.tidemark.syncposition.SyncPositions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMetadataOnH2 extends MetadataContract {
    @TempDir
    Path folder;

    @Override
    protected MetadataConfig emptyDatabase() {
        return defaults();
    }

    private MetadataConfig defaults() {
        return LocalMetadata.config(folder);
    }

    @Test
    void aNewDatabaseHasAPasswordThatItsOwnerAloneCanRead() {
        MetadataConfig config = defaults();
        try (MetadataDatabase database = MetadataDatabase.open(config)) {
            new SyncPositions(database).moveTo("payments", "redis", 7, Instant.EPOCH);

            assertThatThrownBy(() -> MetadataDatabase.open(withoutPassword(config)))
                    .hasMessageContaining("Wrong user name or password");
        }

        try (MetadataDatabase again = MetadataDatabase.open(defaults())) {
            assertThat(new SyncPositions(again).position("payments", "redis")).contains(7L);
        }
    }

    @Test
    void aDatabaseThatWasMadeWithoutAPasswordStillOpens() throws IOException {
        Path old = folder.resolve("old");
        MetadataConfig config = LocalMetadata.config(old);
        Files.delete(old.resolve("metadata.password"));
        MetadataDatabase.open(withoutPassword(config)).close();

        MetadataDatabase.open(LocalMetadata.config(old)).close();

        assertThat(old.resolve("metadata.password")).doesNotExist();
    }

    private static MetadataConfig withoutPassword(MetadataConfig config) {
        return new MetadataConfig(config.url(), config.user(), new Secret(""), config.poolSize());
    }

    @Test
    void itIsServedToThisMachineAlone() throws IOException {
        try (MetadataDatabase database = MetadataDatabase.open(defaults())) {
            assertThat(new SyncPositions(database).position("payments", "redis"))
                    .isEmpty();
            String server = Files.readAllLines(folder.resolve("metadata.lock.db")).stream()
                    .filter(line -> line.startsWith("server="))
                    .findFirst()
                    .orElseThrow();
            int port = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));

            assertThat(server).startsWith("server=localhost");
            assertThat(NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .filter(address -> !address.isLoopbackAddress())
                            .filter(address -> accepts(address, port)))
                    .isEmpty();
        }
    }

    private static boolean accepts(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Java closes a file under an interrupted thread that writes it, and H2 closes the database with its file. */
    @Test
    void anInterruptedThreadLeavesTheDatabaseOpenForTheOthers() {
        try (MetadataDatabase database = MetadataDatabase.open(defaults())) {
            SyncPositions positions = new SyncPositions(database);

            CompletableFuture.runAsync(
                            () -> {
                                Thread.currentThread().interrupt();
                                positions.moveTo("payments", "redis", 7, Instant.EPOCH);
                            },
                            task -> Thread.ofPlatform().start(task))
                    .handle((done, failure) -> done)
                    .join();

            positions.moveTo("payments", "redis", 8, Instant.EPOCH);
            assertThat(positions.position("payments", "redis")).contains(8L);
        }
    }
}
