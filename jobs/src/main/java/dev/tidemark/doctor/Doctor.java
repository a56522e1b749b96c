package dev.tidemark.doctor;

import dev.tidemark.conf.Settings;
import dev.tidemark.launch.Application;
import dev.tidemark.online.OnlineStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Tries each part that a command may need, from the JDK to Redis. */
public final class Doctor {
    private static final int OLDEST_JAVA = 21;

    private final Application application;
    private final Settings settings;

    public Doctor(Application application) {
        this.application = application;
        this.settings = application.settings();
    }

    /** Runs all checks, each even where another failed. */
    public List<Finding> examine() {
        return List.of(
                        new Check("java", this::java, "Install a JDK of release 21 or newer, or set JAVA_HOME to one"),
                        new Check("settings", this::configuration, "Correct the file or the variable that is named"),
                        new Check("metadata", this::metadata, "Check metadata.url, metadata.user, metadata.password"),
                        new Check("spark", this::spark, "Check spark.master; its log is under home/logs"),
                        new Check("warehouse", this::warehouse, "Check warehouse.location, its rights, the s3 keys"),
                        new Check("redis", this::redis, "Check redis.mode, redis.uris, redis.password, redis.ports"),
                        new Check("server port", this::port, "Stop what listens there, or set server.port"))
                .stream()
                .map(Check::run)
                .toList();
    }

    private String java() throws IOException {
        int release = Runtime.version().feature();
        if (release < OLDEST_JAVA) {
            throw new IOException("release " + release);
        }
        return "release %d, %s".formatted(release, System.getProperty("java.home"));
    }

    private String configuration() {
        return "profile %s, %d keys, home %s"
                .formatted(settings.text("profile"), settings.effective().size(), settings.path("home"));
    }

    private String metadata() {
        int groups = application.registry().groups().size();
        return "%d group(s) in %s"
                .formatted(groups, settings.text("metadata.url").replaceFirst("[;?].*", ""));
    }

    private String spark() {
        SparkSession spark = application.spark();
        long counted = spark.range(0, 1_000, 1, 2).count();
        return "Spark %s on %s counts to %,d"
                .formatted(spark.version(), spark.sparkContext().master(), counted);
    }

    private String warehouse() throws IOException {
        Path folder = new Path(settings.text("warehouse.location"));
        FileSystem files =
                folder.getFileSystem(application.spark().sparkContext().hadoopConfiguration());
        Path probe = new Path(folder, ".doctor-" + UUID.randomUUID());
        files.create(probe).close();
        files.delete(probe, false);
        return "can write to " + folder;
    }

    private String redis() throws IOException {
        try (OnlineStore store = application.online().open()) {
            if (!store.ping()) {
                throw new IOException("no answer from " + application.online().name());
            }
            return "answers at " + application.online().name();
        }
    }

    private String port() throws IOException {
        String host = settings.text("server.host");
        int port = settings.integer("server.port", 0, 65_535);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return "%s:%d is free".formatted(host, port);
        } catch (IOException e) {
            throw new IOException("%s:%d is taken: %s".formatted(host, port, e.getMessage()), e);
        }
    }
}
