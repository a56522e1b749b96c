package dev.tidemark.conf;

import java.util.Optional;

/**
 * The JDBC drivers that Tidemark brings along. They are asked for by class name: {@code DriverManager} shows a driver
 * only to classes of a loader that sees it, and under {@code spark-submit} Tidemark and its drivers are in a loader
 * below Spark's.
 */
public final class DatabaseDriver {
    private DatabaseDriver() {}

    /** The class of the driver for a JDBC URL; empty where Tidemark has none, and a driver must register itself. */
    public static Optional<String> className(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return Optional.of("org.postgresql.Driver");
        }
        return url.startsWith("jdbc:h2:") ? Optional.of("org.h2.Driver") : Optional.empty();
    }
}
