package dev.tidemark.server.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

/**
 * A connection as the web server sees it: its requests and answers pass {@link RequestBytes} and {@link AnswerBytes}.
 */
final class GuardedContext implements ConnectionContext {
    private final ConnectionContext context;
    private final RequestBytes requests;
    private final AnswerBytes answers;
    private final DataReader reader;
    private final BooleanSupplier serverEnds;

    GuardedContext(ConnectionContext context, RequestBytes requests, AnswerBytes answers, BooleanSupplier serverEnds) {
        this.context = context;
        this.requests = requests;
        this.answers = answers;
        this.reader = DataReader.create(requests);
        this.serverEnds = serverEnds;
    }

    RequestBytes requests() {
        return requests;
    }

    /** Returns whether the connection stays open behind the current answer. */
    boolean isKeptAlive() {
        return requests.isKeptAlive() && !serverEnds.getAsBoolean();
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return answers;
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
