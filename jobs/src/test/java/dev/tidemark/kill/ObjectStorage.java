package dev.tidemark.kill;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An S3 server in a process of its own, which checks signatures and keeps its objects in a folder. */
final class ObjectStorage implements AutoCloseable {
    static final String BUCKET = "tidemark";
    private static final String ACCESS_KEY = "tidemark-tests";
    private static final String SECRET_KEY = "known-to-everybody";
    private static final Path JAR =
            Path.of(System.getProperty("tidemark.root"), "jobs/target/object-storage/s3proxy.jar");

    private final Path objects;
    private final Process process;
    private final String endpoint;

    private ObjectStorage(Path objects, Process process, String endpoint) {
        this.objects = objects;
        this.process = process;
        this.endpoint = endpoint;
    }

    static ObjectStorage start(Path folder) throws IOException {
        Path objects = Files.createDirectories(folder.resolve("objects"));
        Files.createDirectory(objects.resolve(BUCKET));
        String endpoint = "http://127.0.0.1:" + freePort();
        Path properties = Files.writeString(
                folder.resolve("s3.properties"), """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(endpoint, ACCESS_KEY, SECRET_KEY, objects));
        String java = ProcessHandle.current().info().command().orElse("java");
        Process process = new ProcessBuilder(
                        List.of(java, "-Xmx256m", "-jar", JAR.toString(), "--properties", properties.toString()))
                .redirectErrorStream(true)
                .start();
        awaitStarted(process);
        return new ObjectStorage(objects, process, endpoint);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitStarted(Process process) throws IOException {
        var lines = process.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("Started") && line.contains("ServerConnector")) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(unread -> {}));
                return;
            }
        }
        throw new AssertionError("the S3 server did not start:\n" + seen);
    }

    /** What a Tidemark process has to be told. */
    Map<String, String> environment() {
        return Map.of(
                "TIDEMARK_WAREHOUSE_LOCATION", "s3a://" + BUCKET + "/warehouse",
                "TIDEMARK_S3_ENDPOINT", endpoint,
                "TIDEMARK_S3_PATH_STYLE", "true",
                "TIDEMARK_S3_ACCESS_KEY", ACCESS_KEY,
                "TIDEMARK_S3_SECRET_KEY", SECRET_KEY);
    }

    /** The same for a process that has Hadoop and nothing of Tidemark's. */
    Map<String, String> hadoop() {
        return Map.of(
                "fs.s3a.endpoint", endpoint,
                "fs.s3a.endpoint.region", "us-east-1",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.access.key", ACCESS_KEY,
                "fs.s3a.secret.key", SECRET_KEY);
    }

    /** The folders of the bucket in which tables have data. */
    List<String> tables() throws IOException {
        Path bucket = objects.resolve(BUCKET);
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(file -> file.getFileName().toString().equals("data"))
                    .map(data -> bucket.relativize(data.getParent()).toString())
                    .toList();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
