package dev.tidemark.online.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Takes commands as Redis does and answers as a test wants; ends the connection where the answer is null. */
final class ScriptedNode implements AutoCloseable {
    private final ServerSocket door;
    private final Function<List<String>, @Nullable String> script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<List<String>> commands = new CopyOnWriteArrayList<>();

    ScriptedNode(ServerSocketFactory sockets, Function<List<String>, @Nullable String> script) throws IOException {
        this.door = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = script;
        threads.submit(this::accept);
    }

    ScriptedNode(Function<List<String>, @Nullable String> script) throws IOException {
        this(ServerSocketFactory.getDefault(), script);
    }

    int port() {
        return door.getLocalPort();
    }

    /** All that came so far. */
    List<List<String>> commands() {
        return commands;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.submit(() -> {
                    serve(client);
                    return null;
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = client.getOutputStream();
            for (String head = in.readLine(); head != null; head = in.readLine()) {
                List<String> command = new ArrayList<>();
                for (int word = Integer.parseInt(head.substring(1)); word > 0; word--) {
                    in.readLine();
                    command.add(in.readLine());
                }
                commands.add(command);
                String answer = command.getFirst().equals("CLIENT") ? "+OK\r\n" : script.apply(command);
                if (answer == null) {
                    return;
                }
                out.write(answer.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
