package dev.tidemark.server.connection;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of new connections, which also note each connection's channel. Helidon hides the channel from a
 * connection, but closing one half of it is the only way to end a wait for a client and still answer. Thread-safe.
 */
final class AcceptedSockets implements SocketOptions {
    private final SocketOptions options;
    private final Map<SocketAddress, SocketChannel> channels = new ConcurrentHashMap<>();

    AcceptedSockets(SocketOptions options) {
        this.options = options;
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        options.configureSocket(channel);
        try {
            SocketAddress client = channel.getRemoteAddress();
            if (client != null) {
                channels.put(client, channel);
            }
        } catch (IOException e) {
            // The client has left already: the first read finds out.
        }
    }

    /** Takes the channel of a new connection; null where the client left at once. */
    @Nullable
    SocketChannel take(SocketAddress client) {
        return channels.remove(client);
    }

    /** Forgets channels that never became a connection. */
    void forgetClosed() {
        channels.values().removeIf(channel -> !channel.isOpen());
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
