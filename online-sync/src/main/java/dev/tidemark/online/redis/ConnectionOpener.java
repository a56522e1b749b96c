package dev.tidemark.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Connects to nodes as {@link RedisConfig} says: by TLS, with a password, within the time limit. Thread-safe. */
final class ConnectionOpener {
    /** By which operators tell these connections from others in {@code CLIENT LIST}. */
    static final String CLIENT_NAME = "tidemark-reads";

    private final RedisConfig config;
    private final SSLSocketFactory tls;

    /** @param tls used where the nodes' addresses say {@code rediss} */
    ConnectionOpener(RedisConfig config, SSLSocketFactory tls) {
        this.config = config;
        this.tls = tls;
    }

    /** @throws IOException where the node does not let us in */
    ReadConnection open(String host, int port) throws IOException {
        return open(host, port, config.connectTimeout());
    }

    /** The same by a caller who waits for it. */
    ReadConnection open(String host, int port, Duration patience) throws IOException {
        int limit = Math.toIntExact(Math.min(
                Math.max(1, Math.min(config.connectTimeout().toMillis(), patience.toMillis())), Integer.MAX_VALUE));
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), limit);
            socket.setSoTimeout(limit);
            if (config.isSecured()) {
                socket = secured(socket, host, port);
            }
            greet(socket);
            // From here on a watch looks after the time: a read with a limit of its own costs a timer each.
            socket.setSoTimeout(0);
            return new ReadConnection(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(plain, host, port, /* autoClose= */ true);
        SSLParameters parameters = secured.getSSLParameters();
        // The certificate must be the host's.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private void greet(Socket socket) throws IOException {
        List<List<String>> commands = new ArrayList<>();
        String password = config.password().value();
        if (!password.isEmpty()) {
            commands.add(
                    config.username().isEmpty()
                            ? List.of("AUTH", password)
                            : List.of("AUTH", config.username(), password));
        }
        commands.add(List.of("CLIENT", "SETNAME", CLIENT_NAME));
        OutputStream out = socket.getOutputStream();
        RespReplies replies = new RespReplies(socket.getInputStream());
        for (List<String> command : commands) {
            out.write(bytes(command));
            try {
                replies.status();
            } catch (RedisCommandExecutionException e) {
                throw new IOException("Redis refuses %s: %s".formatted(command.getFirst(), e.getMessage()), e);
            }
        }
    }

    private static byte[] bytes(List<String> command) {
        StringBuilder text = new StringBuilder("*%d\r\n".formatted(command.size()));
        for (String word : command) {
            text.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
