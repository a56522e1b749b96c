package dev.tidemark.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Makes Helidon's HTTP/1 connections, with bounds of time and size around each (decision 023). Thread-safe. */
public final class GuardedHttp implements ServerConnectionSelector, AutoCloseable {
    /**
     * The share of the memory that the bodies of all requests may take while they are received, and likewise all
     * answers that wait for their readers.
     */
    private static final int SHARE_OF_MEMORY = 8;

    private static final int SLACK = 1_024;

    private final Http1ConnectionSelector connections;
    private final AcceptedSockets sockets;
    private final Deadlines deadlines;
    private final ConnectionTimeouts timeouts;
    private final int mostBodyBytes;
    private final BodyBudget budget;
    private final UnreadAnswers unread;
    private final BooleanSupplier serverEnds;

    /**
     * Makes the connections of one server.
     *
     * @param mostBodyBytes of one request
     * @param serverEnds whether answers are to say that the connection ends
     */
    public GuardedHttp(
            SocketOptions options, ConnectionTimeouts timeouts, int mostBodyBytes, BooleanSupplier serverEnds) {
        this.sockets = new AcceptedSockets(options);
        this.deadlines = new Deadlines(sockets::forgetClosed);
        this.timeouts = timeouts;
        this.mostBodyBytes = mostBodyBytes;
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
        this.budget = new BodyBudget(Math.max(mostBodyBytes, share));
        this.unread = new UnreadAnswers(share);
        this.serverEnds = serverEnds;
        // This class checks heads more strictly; a head that passes is within Helidon's bounds.
        Http1Config config = Http1Config.builder()
                .maxPrologueLength(RequestBytes.LONGEST_REQUEST_LINE + SLACK)
                .maxHeadersSize(RequestBytes.LONGEST_HEAD + SLACK)
                .validateRequestHeaders(false)
                .log(HttpLogConfig.builder().receiveLog(false).sendLog(false).build())
                .addSendListener(new AnswerHeads())
                .build();
        this.connections = Http1ConnectionSelector.builder().config(config).build();
    }

    /** Returns the options that a listener must use for its connections. */
    public SocketOptions socketOptions() {
        return sockets;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return connections.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        SocketChannel channel = sockets.take(context.remotePeer().address());
        if (channel == null) {
            throw new CloseConnectionException("The client left");
        }
        TimedSocket socket = new TimedSocket(context.serverSocket(), channel, timeouts.answer(), unread);
        AnswerBytes answers = new AnswerBytes(socket);
        RequestBytes requests = new RequestBytes(socket, answers, timeouts, mostBodyBytes, budget);
        ServerConnection connection =
                connections.connection(new GuardedContext(context, requests, answers, serverEnds));
        return new GuardedConnection(connection, socket, requests, deadlines);
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
