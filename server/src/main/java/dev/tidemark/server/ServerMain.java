package dev.tidemark.server;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.online.local.LocalServices;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.Registry;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.server.log.ServerLog;
import dev.tidemark.server.online.NearCacheMeters;
import dev.tidemark.server.online.ReconnectingStore;
import dev.tidemark.server.push.PushConfig;
import dev.tidemark.server.push.PushStores;
import dev.tidemark.server.requestlog.RequestLog;
import dev.tidemark.server.requestlog.RequestLogConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Starts the server: {@code ServerMain [--conf FILE]}. Ends on SIGTERM, after the requests that have begun; exit codes
 * are 1 for a start that failed and 2 for wrong usage.
 */
public final class ServerMain {
    /** How long whoever has started the server waits to hear of it: the first request should not be refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private ServerMain() {}

    public static void main(String... words) {
        ServerArguments arguments;
        try {
            arguments = ServerArguments.parse(List.of(words), System.getenv());
        } catch (ConfigurationException e) {
            System.err.println("tidemark: " + e.getMessage());
            System.exit(WRONG_USAGE);
            return;
        }
        if (arguments.help()) {
            System.out.println(ServerArguments.USAGE);
            return;
        }
        try {
            run(arguments);
        } catch (ConfigurationException | FeatureStoreException e) {
            System.err.println("tidemark: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void run(ServerArguments arguments) {
        Settings settings = Settings.load(System.getenv(), arguments.conf());
        ServerConfig config = ServerConfig.from(settings);
        ListenAddress.require(config);
        ServerLog.open(settings);
        OpenParts parts = OpenParts.withProcess();
        arguments.parent().ifPresent(ServerMain::endWith);
        if (settings.choice("redis.mode", RedisConfig.Mode.class) == RedisConfig.Mode.EMBEDDED) {
            parts.add(LocalServices.enter(settings.path("home"), RedisConfig.firstPort(settings)))
                    .start();
        }
        FeatureServer server = start(settings, config, parts);
        boolean ready = server.awaitReady(PATIENCE);
        System.out.printf(
                "Tidemark serves at http://%s:%d%s%n",
                config.host(), server.port(), ready ? "" : ", and is not ready yet: " + server.whyNotReady());
    }

    private static FeatureServer start(Settings settings, ServerConfig config, OpenParts parts) {
        RedisConfig redis = RedisConfig.from(settings);
        MetadataDatabase database = parts.add(MetadataDatabase.open(MetadataConfig.from(settings)));
        Registry registry = new Registry(database, InstantSource.system());
        ReconnectingStore<RedisOnlineStore> store =
                parts.add(new ReconnectingStore<>(() -> open(redis, config.nearCacheEntries())));
        PushStores pushes = new PushStores(
                new PushOutbox(database, InstantSource.system()), store::write, PushConfig.from(settings));
        RequestLog log = new RequestLog(RequestLogConfig.from(settings), new RequestLogStore(database)::add);
        return parts.add(FeatureServer.builder()
                .config(config)
                .definitions(DefinitionSource.of(registry, new ComputedVersions(database)))
                .store(store)
                .pushes(pushes)
                .requestLog(log)
                .start());
    }

    private static RedisOnlineStore open(RedisConfig config, int nearCacheEntries) {
        RedisOnlineStore store = RedisOnlineStore.open(config, InstantSource.system(), nearCacheEntries);
        if (nearCacheEntries > 0) {
            NearCacheMeters.show(store, RedisOnlineStore::nearCacheCounts);
        }
        return store;
    }

    /** A killed parent cannot stop the server; nobody else would. */
    private static void endWith(long parent) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            ProcessHandle.of(parent).ifPresent(process -> process.onExit().join());
            System.exit(FAILED);
        });
    }
}
