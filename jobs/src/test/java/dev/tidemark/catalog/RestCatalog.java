package dev.tidemark.catalog;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Iceberg's own REST catalog for tests, in a process of its own. It keeps its tables in a folder, and forgets them when it ends. */
public final class RestCatalog implements AutoCloseable {
    private static final Path JARS = Path.of(System.getProperty("tidemark.root"), "jobs/target/rest-catalog");
    private static final long GLANCE_MILLIS = 100;
    /** What the tests have on their class path anyway. */
    private static final Pattern SHARED = Pattern.compile(
            ".*/(jackson-(core|databind|annotations)|slf4j-api|log4j-|hadoop-client|h2|avro)-[^/]*\\.jar");

    private final Process process;
    private final String uri;

    private RestCatalog(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts one whose tables lie in a folder of this one, {@code rest-warehouse}. */
    public static RestCatalog start(Path folder) throws IOException, InterruptedException {
        Path warehouse = Files.createDirectories(folder.resolve("rest-warehouse"));
        Path log = folder.resolve("rest-catalog.log");
        String port = Integer.toString(freePort());
        String java = ProcessHandle.current().info().command().orElse("java");
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(java, "-Xmx256m", "-cp", classPath(), "org.apache.iceberg.rest.RESTCatalogServer"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CATALOG_REST_PORT", port);
        builder.environment().put("CATALOG_WAREHOUSE", warehouse.toString());
        builder.environment().put("CATALOG_URI", "jdbc:h2:mem:catalog;DB_CLOSE_DELAY=-1");
        Process process = builder.start();
        String uri = "http://127.0.0.1:" + port;
        awaitStarted(process, uri, log);
        return new RestCatalog(process, uri);
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            Stream<String> shared = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> SHARED.matcher(entry).matches());
            return Stream.concat(jars.map(Path::toString), shared).collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitStarted(Process process, String uri, Path log) throws IOException, InterruptedException {
        HttpRequest question =
                HttpRequest.newBuilder(URI.create(uri + "/v1/config")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (client.send(question, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == HttpURLConnection.HTTP_OK) {
                        return;
                    }
                } catch (ConnectException e) {
                    // Not yet.
                }
            }
        }
        throw new AssertionError("the REST catalog did not start:\n" + Files.readString(log));
    }

    /** Where it answers. */
    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
