package dev.tidemark.server;

import dev.tidemark.conf.ConfigurationException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Where the server listens, looked at before anything is opened: what cannot work is said in one line. */
final class ListenAddress {
    private ListenAddress() {}

    /**
     * Checks that the server can listen there, and may.
     *
     * @throws ConfigurationException where callers from elsewhere would not be identified, or the port cannot be had
     */
    static void require(ServerConfig config) {
        InetAddress address = address(config);
        if (!address.isLoopbackAddress() && !config.allowAnonymous()) {
            throw new ConfigurationException(
                    "The server does not know who asks it, and server.host '%s' lets other machines ask: put a proxy that checks identities, or a network policy that admits known clients only, before the server, and then set server.allow-anonymous to true; or set server.host to 127.0.0.1"
                            .formatted(config.host()));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, config.port()));
        } catch (IOException e) {
            throw unusable(config, e);
        }
    }

    /** What it means that the server cannot listen. */
    static ConfigurationException unusable(ServerConfig config, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && why.contains("in use")) {
            return new ConfigurationException(
                    "Cannot serve at %s:%d: port %d is taken; end the program that listens there, or set server.port to a free port"
                            .formatted(config.host(), config.port(), config.port()));
        }
        return new ConfigurationException("Cannot serve at %s:%d: %s; check server.host and server.port"
                .formatted(config.host(), config.port(), why));
    }

    private static InetAddress address(ServerConfig config) {
        try {
            return InetAddress.getByName(config.host());
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    "Cannot serve at '%s': no such host; check server.host".formatted(config.host()));
        }
    }
}
