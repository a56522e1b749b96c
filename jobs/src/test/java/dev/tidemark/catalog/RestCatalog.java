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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Iceberg's own REST catalog for tests, in a process of its own. It keeps its tables in a warehouse, and forgets them
 * when it ends.
 */
public final class RestCatalog implements AutoCloseable {
    private static final Path JARS = Path.of(System.getProperty("tidemark.root"), "jobs/target/rest-catalog");
    private static final long GLANCE_MILLIS = 100;
    /** What the tests have on their class path anyway. */
    private static final Pattern SHARED = Pattern.compile(
            ".*/(jackson-(core|databind|annotations)|slf4j-api|log4j-|hadoop-client|h2|avro)-[^/]*\\.jar");
    /** What Hadoop needs for {@code s3a://}. */
    private static final Pattern OBJECT_STORAGE =
            Pattern.compile(".*/(hadoop-aws|commons-lang3|jcl-over-slf4j|bundle|analyticsaccelerator-s3)-[^/]*\\.jar");

    private final Process process;
    private final String uri;

    private RestCatalog(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts one whose warehouse is a folder. */
    static RestCatalog start(Path folder) throws IOException, InterruptedException {
        Path warehouse = Files.createDirectories(folder.resolve("rest-warehouse"));
        return start(folder, warehouse.toString(), Stream.empty());
    }

    /**
     * Starts one whose warehouse is in object storage.
     *
     * @param warehouse such as {@code s3a://bucket/path}
     * @param hadoop how the catalog reaches it: Hadoop's properties
     */
    public static RestCatalog start(Path folder, String warehouse, Map<String, String> hadoop)
            throws IOException, InterruptedException {
        Path conf = Files.createDirectories(folder.resolve("rest-catalog-conf"));
        String properties = hadoop.entrySet().stream()
                .map(property -> "<property><name>%s</name><value>%s</value></property>"
                        .formatted(property.getKey(), property.getValue()))
                .collect(Collectors.joining("\n", "<configuration>", "</configuration>"));
        Files.writeString(conf.resolve("core-site.xml"), properties);
        return start(folder, warehouse, Stream.concat(Stream.of(conf.toString()), onTestsPath(OBJECT_STORAGE)));
    }

    private static RestCatalog start(Path folder, String warehouse, Stream<String> first)
            throws IOException, InterruptedException {
        Path log = folder.resolve("rest-catalog.log");
        String port = Integer.toString(freePort());
        String java = ProcessHandle.current().info().command().orElse("java");
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(java, "-Xmx256m", "-cp", classPath(first), "org.apache.iceberg.rest.RESTCatalogServer"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CATALOG_REST_PORT", port);
        builder.environment().put("CATALOG_WAREHOUSE", warehouse);
        builder.environment().put("CATALOG_URI", "jdbc:h2:mem:catalog;DB_CLOSE_DELAY=-1");
        Process process = builder.start();
        String uri = "http://127.0.0.1:" + port;
        awaitStarted(process, uri, log);
        return new RestCatalog(process, uri);
    }

    /** What is to be found first comes first: Iceberg's test jar has a class of hadoop-aws, without its content. */
    private static String classPath(Stream<String> first) throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            return Stream.of(first, jars.map(Path::toString), onTestsPath(SHARED))
                    .flatMap(entries -> entries)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static Stream<String> onTestsPath(Pattern jars) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> jars.matcher(entry).matches());
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
