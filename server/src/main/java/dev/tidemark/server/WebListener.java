package dev.tidemark.server;

import dev.tidemark.server.connection.GuardedHttp;
import dev.tidemark.server.http.Answers;
import io.helidon.common.mapper.MapperManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Helidon's web server, set up as Tidemark needs it. */
final class WebListener implements AutoCloseable {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final Duration GRACE = Duration.ofSeconds(5);

    /**
     * Without it Helidon adds its own HTTP/1 to the selectors, and waits for a connection's first bytes to choose
     * between them, without any limit. Its builder has a method for this, which 4.4.0 does not heed.
     */
    private static final Config ONLY_THE_SELECTOR =
            Config.just(ConfigSources.create(Map.of("protocols-discover-services", "false")));

    static {
        keepOneMapper();
    }

    private final ServerConfig config;
    private final GuardedHttp http;
    private final WebServer server;

    private WebListener(ServerConfig config, GuardedHttp http, WebServer server) {
        this.config = config;
        this.http = http;
        this.server = server;
    }

    /**
     * Starts listening.
     *
     * @param serverEnds whether answers are to say that the connection ends
     * @throws dev.tidemark.conf.ConfigurationException where the port cannot be had
     */
    static WebListener start(ServerConfig config, HttpRouting.Builder routing, BooleanSupplier serverEnds) {
        GuardedHttp http = new GuardedHttp(
                // Without it an answer of some packets waits 40 ms for an acknowledgement.
                SocketOptions.builder().tcpNoDelay(true).build(),
                config.timeouts(),
                config.maxPayloadBytes(),
                serverEnds);
        WebServer server = WebServer.builder()
                .config(ONLY_THE_SELECTOR)
                .host(config.host())
                .port(config.port())
                // Helidon 4.4's other sockets lose what does not fit into a full send buffer.
                .useNio(false)
                .connectionOptions(http.socketOptions())
                .addConnectionSelector(http)
                // Bodies come as they were sent: Compression unpacks them, with a limit.
                .contentEncoding(encodings -> encodings.contentEncodingsDiscoverServices(false))
                .directHandlers(transportFailures())
                .errorHandling(errors -> errors.includeEntity(true))
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .addFeature(ObserveFeature.builder()
                        .observersDiscoverServices(false)
                        .endpoint("/")
                        .addObserver(
                                MetricsObserver.builder().endpoint("metrics").build())
                        .build())
                .routing(routing)
                .build()
                .start();
        if (!server.isRunning() || server.port() < 0) {
            // Helidon says this to its log only. Somebody took the port since it was looked at.
            throw ListenAddress.unusable(config, new BindException("Address already in use"));
        }
        return new WebListener(config, http, server);
    }

    /**
     * Helidon 4.4.0 reads numbers in headers by a mapper. It makes a new one, with all that its registry finds, each
     * time that there is none for everybody: twice a request, which took half of the server's processor time.
     */
    @SuppressWarnings("removal") // What is to come instead is not what 4.4.0 looks for.
    private static void keepOneMapper() {
        MapperManager.global(MapperManager.create());
    }

    private static DirectHandlers transportFailures() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, Answers::transport);
        }
        return handlers.build();
    }

    int port() {
        return server.port();
    }

    /** The address at which the process itself reaches the server. */
    URI address() {
        return URI.create(
                "http://%s:%d".formatted(config.host().equals(ANY_ADDRESS) ? "127.0.0.1" : config.host(), port()));
    }

    /** Lets requests end that have begun. */
    @Override
    public void close() {
        server.stop();
        http.close();
    }
}
