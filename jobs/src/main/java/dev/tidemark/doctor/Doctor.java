package dev.tidemark.doctor;

import dev.tidemark.conf.Settings;
import dev.tidemark.launch.Application;
import dev.tidemark.online.local.LocalServices;
import dev.tidemark.online.redis.RedisConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** Checks each part that a command may need, from the JDK to Redis. */
public final class Doctor {
    private static final int OLDEST_JAVA = 21;

    private final Application application;
    private final Settings settings;

    public Doctor(Application application) {
        this.application = application;
        this.settings = application.settings();
    }

    /** Runs all checks, except those that need one that failed. */
    public List<Finding> examine() {
        return run(List.of(
                Check.of("java", this::java, "Install a JDK of release 21 or newer, or set JAVA_HOME to one"),
                Check.of("settings", this::configuration, "Correct the file or the variable that is named"),
                Check.of("metadata", this::metadata, "Do what the finding says"),
                Check.of("definitions", this::definitions, "Correct the Java file that is named"),
                Check.of(
                        "spark",
                        this::spark,
                        "Check spark.master; its log is under home/logs",
                        "metadata",
                        "definitions"),
                Check.of("warehouse", this::warehouse, "Check warehouse.location, warehouse.catalog", "spark"),
                Check.of("redis", this::redis, "Check redis.mode"),
                Check.of("server port", this::port, "Set server.port")));
    }

    static List<Finding> run(List<Check> checks) {
        List<Finding> findings = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        for (Check check : checks) {
            Finding finding = check.run(failed);
            findings.add(finding);
            if (!finding.passed()) {
                failed.add(check.name());
            }
        }
        return findings;
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
        int groups = application.metadata().registry().groups().size();
        return "%d group(s) in %s"
                .formatted(groups, settings.text("metadata.url").replaceFirst("[;?].*", ""));
    }

    private String definitions() {
        return "%d class(es) of the project compiled"
                .formatted(application.project().names().size());
    }

    private String spark() {
        SparkSession spark = application.offline().spark();
        long counted = spark.range(0, 1_000, 1, 2).count();
        return "Spark %s on %s counts to %,d"
                .formatted(spark.version(), spark.sparkContext().master(), counted);
    }

    private String warehouse() throws IOException {
        String location = settings.text("warehouse.location");
        String place = location.contains(":")
                ? location
                : settings.path("warehouse.location").toString();
        return new WarehouseProbe(application.offline().spark(), settings.text("warehouse.catalog"), place).look();
    }

    private String redis() throws IOException {
        boolean embedded = settings.choice("redis.mode", RedisConfig.Mode.class) == RedisConfig.Mode.EMBEDDED;
        String remedy = embedded
                ? "Check redis.ports; the nodes' logs are under home/redis"
                : "Check redis.mode, redis.uris, redis.username, redis.password";
        String found = new OnlineStoreProbe(application.online()::target, remedy).look();
        int revived = application
                .online()
                .localServices()
                .map(LocalServices::revivedNodes)
                .orElse(0);
        return revived == 0
                ? found
                : "%s; started %d of %d nodes that did not run".formatted(found, revived, RedisConfig.EMBEDDED_NODES);
    }

    private String port() throws IOException {
        return new ServerPort(settings.text("server.host"), settings.integer("server.port", 0, 65_535)).look();
    }
}
