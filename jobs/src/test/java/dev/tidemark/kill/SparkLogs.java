package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Spark and Tidemark have logged into folders, Spark's event log among them. */
public final class SparkLogs {
    private SparkLogs() {}

    /** Makes sure that jobs were logged with the properties of the catalog, and without a secret. */
    public static void assertNoSecretIn(List<Path> folders, String... secrets) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path logged : folders) {
            try (Stream<Path> files = Files.walk(logged)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(all.toString())
                .as("what was logged")
                .contains("SparkListenerJobStart")
                .contains("spark.sql.catalog.tidemark")
                .doesNotContain(secrets);
    }
}
