package dev.tidemark.server;

import dev.tidemark.server.connection.GuardedHttp;
import dev.tidemark.server.http.Answers;
import io.helidon.common.mapper.MapperManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Helidon's web server, set up as Tidemark needs it. */
final class WebListener implements AutoCloseable {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final Duration GRACE = Duration.ofSeconds(5);

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
                // Else Helidon waits for a connection's first bytes, without any limit, to choose among its protocols.
                .protocolsDiscoverServices(false)
                .host(config.host())
                .port(config.port())
                // The guard writes to blocking sockets, which cost no thread on virtual threads.
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
     * Helidon reads numbers in headers by a mapper. Where there is none for everybody, it asks its registry for one
     * twice a request.
     */
    @SuppressWarnings("removal") // Helidon 4.5.0 looks there and nowhere else.
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
