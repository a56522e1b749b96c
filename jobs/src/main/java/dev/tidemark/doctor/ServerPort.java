package dev.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Checks that the server's address is free, or that a Tidemark server uses it. */
record ServerPort(String host, int port) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Ten times the size of the page at {@code /}. Another program's answer may be endless. */
    private static final int MOST_BYTES = 8192;

    String look() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CheckFailedException(
                    "The host '%s' is not known".formatted(host),
                    "Set server.host to an address of this machine",
                    new IOException());
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return "%s:%d is free".formatted(host, port);
        } catch (IOException e) {
            return lookAtOwner(address.getAddress(), e);
        }
    }

    private String lookAtOwner(InetAddress address, IOException refused) throws CheckFailedException {
        InetAddress asked = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        if (!listens(asked)) {
            throw new CheckFailedException(
                    "cannot listen at %s:%d: %s".formatted(host, port, refused.getMessage()),
                    "Set server.host to an address of this machine, server.port to a port that this user may have",
                    refused);
        }
        if (isTidemark(asked)) {
            return "Tidemark's server answers at %s:%d".formatted(host, port);
        }
        throw new CheckFailedException(
                "%s:%d is taken by another program".formatted(host, port),
                "Stop what listens there, or set server.port",
                refused);
    }

    private boolean listens(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Many programs answer 200 to every path, so the content of the page decides. */
    private boolean isTidemark(InetAddress address) {
        String literal = address.getHostAddress();
        URI start = URI.create("http://%s:%d/"
                .formatted(literal.contains(":") ? "[" + literal.replaceFirst("%.*", "") + "]" : literal, port));
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        try {
            CompletableFuture<JsonNode> page = client.sendAsync(
                            HttpRequest.newBuilder(start).build(), BodyHandlers.ofInputStream())
                    .thenApplyAsync(ServerPort::page);
            JsonNode found =
                    page.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
            return found.path("name").asText().equals("Tidemark")
                    && found.path("links").path("feature_groups").asText().equals("/feature-groups");
        } catch (CompletionException e) {
            return false;
        } finally {
            client.shutdownNow();
        }
    }

    private static JsonNode page(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return JSON.readTree(body.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
