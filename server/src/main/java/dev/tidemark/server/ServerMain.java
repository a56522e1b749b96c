package dev.tidemark.server;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.registry.MetadataConfig;
import dev.tidemark.registry.MetadataDatabase;
import dev.tidemark.registry.Registry;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.server.log.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Starts the server: {@code ServerMain [--conf FILE]}. Ends on SIGTERM, after the requests that have begun. */
public final class ServerMain {
    /** How long whoever has started the server waits to hear of it: the first request should not be refused. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ServerMain() {}

    public static void main(String... arguments) {
        LogLines.use();
        try {
            run(arguments, System.getenv());
        } catch (ConfigurationException | FeatureStoreException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] arguments, Map<String, String> environment) {
        Settings settings = Settings.load(environment, conf(arguments, environment));
        ServerConfig config = ServerConfig.from(settings);
        RedisConfig redis = RedisConfig.from(settings);
        MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(settings));
        Registry registry = new Registry(database, InstantSource.system());
        ReconnectingStore<RedisOnlineStore> store =
                new ReconnectingStore<>(() -> open(redis, config.nearCacheEntries()));
        PushStores pushes = new PushStores(
                new PushOutbox(database, InstantSource.system()), store::write, PushConfig.from(settings));
        RequestLog log = new RequestLog(RequestLogConfig.from(settings), new RequestLogStore(database)::add);
        FeatureServer server =
                FeatureServer.start(config, Definitions.of(registry), store, InstantSource.system(), pushes, log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            store.close();
            database.close();
        }));
        if (!server.awaitReady(PATIENCE)) {
            System.out.println("Not ready yet: /health/ready tells what is missing");
        }
        System.out.printf("Tidemark serves at http://%s:%d%n", config.host(), server.port());
    }

    private static RedisOnlineStore open(RedisConfig config, int nearCacheEntries) {
        RedisOnlineStore store = RedisOnlineStore.open(config, InstantSource.system(), nearCacheEntries);
        if (nearCacheEntries > 0) {
            NearCacheMeters.show(store, RedisOnlineStore::nearCacheCounts);
        }
        return store;
    }

    private static Optional<Path> conf(String[] arguments, Map<String, String> environment) {
        if (arguments.length == 0) {
            return Optional.ofNullable(environment.get("TIDEMARK_CONF")).map(Path::of);
        }
        if (arguments.length == 2 && arguments[0].equals("--conf")) {
            return Optional.of(Path.of(arguments[1]));
        }
        throw new ConfigurationException("Usage: ServerMain [--conf FILE]");
    }
}
