package dev.tidemark.doctor;

import dev.tidemark.failure.FailureText;
import dev.tidemark.session.SparkSessions;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Checks that the catalog answers and, if Tidemark decides where tables are, that their place can be written to.
 *
 * @param catalog the setting {@code warehouse.catalog}
 * @param location the setting {@code warehouse.location}
 */
record WarehouseProbe(SparkSession spark, String catalog, String location) {
    private static final String REST = "rest";

    String look() throws IOException {
        String answer = "the %s catalog answers, with %d namespace(s)".formatted(catalog, namespaces());
        if (catalog.equals(REST)) {
            return answer + "; it decides where tables lie";
        }
        try {
            writeFile();
        } catch (IOException | RuntimeException e) {
            throw new CheckFailedException(
                    "cannot write to %s: %s".formatted(location, reason(e)),
                    "Check warehouse.location, its rights, the s3 keys",
                    e);
        }
        return "can write to %s; %s".formatted(location, answer);
    }

    /** Spark throws checked exceptions that it does not declare. */
    private int namespaces() throws CheckFailedException {
        try {
            return spark.sql("SHOW NAMESPACES IN " + SparkSessions.CATALOG)
                    .collectAsList()
                    .size();
        } catch (Exception e) {
            throw new CheckFailedException(
                    "the %s catalog does not answer: %s".formatted(catalog, reason(e)),
                    catalog.equals("jdbc")
                            ? "Check metadata.url, warehouse.catalog-properties"
                            : "Check warehouse.catalog, warehouse.catalog-properties (address, credentials)",
                    e);
        }
    }

    private void writeFile() throws IOException {
        Path folder = new Path(location);
        FileSystem files = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
        Path probe = new Path(folder, ".doctor-" + UUID.randomUUID());
        files.create(probe).close();
        files.delete(probe, false);
    }

    private static String reason(Throwable failure) {
        return FailureText.kindAndFirstLine(FailureText.root(failure));
    }
}
