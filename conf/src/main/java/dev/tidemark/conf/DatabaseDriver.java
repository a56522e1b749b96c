package dev.tidemark.conf;

import java.util.Optional;

/**
 * The JDBC drivers that Tidemark ships. They are loaded by class name: {@code DriverManager} shows a driver only to
 * classes whose loader sees it, and under {@code spark-submit} Tidemark and its drivers are in a class loader below
 * Spark's.
 */
public final class DatabaseDriver {
    private DatabaseDriver() {}

    /**
     * Returns the driver's class for a JDBC URL; empty for a database that Tidemark ships no driver for, whose driver
     * must register itself.
     */
    public static Optional<String> className(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return Optional.of("org.postgresql.Driver");
        }
        return url.startsWith("jdbc:h2:") ? Optional.of("org.h2.Driver") : Optional.empty();
    }
}
