package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.server.push.PushConfig;
import dev.tidemark.server.push.PushStores;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/guide/client.md, compiled and run to the letter but for the port. */
final class TestClientPage {
    private static final Path PAGE = Path.of(System.getProperty("tidemark.root"), "docs/guide/client.md");
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private static final FeatureGroup TRANSACTIONS = group("user_transactions", USER)
            .feature("payment_count_1h", ScalarType.INT64, "Payments")
            .online()
            .build();
    private static final FeatureGroup DEVICES = group("user_devices", USER)
            .feature("new_device", ScalarType.BOOL, "A new device")
            .online()
            .pushable()
            .build();
    private static final FeatureGroup RISK = group(
                    "merchant_risk", Entity.of("merchant", "A merchant", "merchant_id", ScalarType.INT64))
            .feature("risk", ScalarType.FLOAT64, "Risk")
            .online()
            .build();

    @TempDir
    Path folder;

    @Test
    void theExampleCompilesAsksAndPushes() throws Exception {
        Instant at = InstantSource.system().instant().minusSeconds(60);
        MemoryOnlineStore store = new MemoryOnlineStore(InstantSource.system());
        store.write(TRANSACTIONS, List.of(new FeatureRow(EntityKey.of(USER, 17L), at, at, List.of(3L))));
        List<String> printed;
        try (MetadataDatabase database = LocalMetadata.open(folder);
                FeatureServer server = start(database, store)) {
            printed = run("http://127.0.0.1:" + server.port());
        }

        assertThat(printed).hasSize(4);
        assertThat(printed.getFirst()).startsWith("act 3 PRESENT ");
        assertThat(printed.subList(1, 4))
                .containsExactly(
                        "score user_transactions:payment_count_1h PRESENT",
                        "score user_devices:new_device NOT_FOUND",
                        "score merchant_risk:risk NOT_FOUND");
        assertThat(store.read(DEVICES, List.of(EntityKey.of(USER, 17L)), List.of("new_device"))
                        .getFirst()
                        .values())
                .containsExactly(true);
    }

    /** What the example hands to the two methods that are its reader's own. */
    private List<String> run(String server) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(
                folder.resolve("Example.java"), """
                import dev.tidemark.client.*;
                import dev.tidemark.request.*;
                import java.net.URI;
                import java.time.Instant;
                import java.util.*;

                public final class Example {
                    private static final List<String> SEEN = new ArrayList<>();

                    private static void act(long count, ServedFeature.Status status, Instant at) {
                        SEEN.add("act " + count + " " + status + " " + at);
                    }

                    private static void score(String name, ServedFeature feature) {
                        SEEN.add("score " + name + " " + feature.status());
                    }

                    public static List<String> run() {
                %s
                        return SEEN;
                    }
                }
                """.formatted(block.group(1).replace("http://127.0.0.1:8080", server)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int refused = compiler.run(
                null,
                System.out,
                System.err,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                folder.toString(),
                source.toString());
        assertThat(refused)
                .as("problems that the compiler has with the example")
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Object seen = loader.loadClass("Example").getMethod("run").invoke(null);
            return ((List<?>) seen).stream().map(String::valueOf).toList();
        }
    }

    private static FeatureServer start(MetadataDatabase database, MemoryOnlineStore store) {
        return FeatureServer.builder()
                .config(ServerConfig.defaults()
                        .withPort(0)
                        .withMaxEntities(10)
                        .withMaxPayloadBytes(4_096)
                        .withMaxConcurrentRequests(64)
                        .withRegistryRefresh(Duration.ofHours(1))
                        .withWarmUp(Duration.ZERO))
                .definitions(new FixedDefinitions())
                .store(store)
                .pushes(new PushStores(
                        new PushOutbox(database, InstantSource.system()),
                        store::write,
                        PushConfig.defaults()
                                .withMaxRows(5)
                                .withRedelivery(Duration.ofMinutes(5))
                                .withPatience(Duration.ofSeconds(30))))
                .start();
    }

    private static final class FixedDefinitions implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return Stream.of(TRANSACTIONS, DEVICES, RISK)
                    .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
                    .toList();
        }

        @Override
        public List<ServiceVersion> services() {
            return List.of(new ServiceVersion(
                    FeatureService.named("fraud_model")
                            .describedAs("A model")
                            .ownedBy("tests")
                            .features("user_transactions", "user_devices", "merchant_risk")
                            .build(),
                    1,
                    "f",
                    Instant.EPOCH));
        }
    }

    private static FeatureGroupBuilder group(String name, Entity entity) {
        return FeatureGroups.written(name, entity);
    }
}
