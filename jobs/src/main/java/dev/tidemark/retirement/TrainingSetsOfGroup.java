package dev.tidemark.retirement;

import dev.tidemark.training.Manifest;
import dev.tidemark.training.PinnedGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;

/**
 * Finds training sets that were made from a group, by their manifests. A training set that is no longer at its place
 * does not need the group.
 */
final class TrainingSetsOfGroup {
    private final SparkSession spark;

    TrainingSetsOfGroup(SparkSession spark) {
        this.spark = spark;
    }

    /** @param outputs folders and tables to which training sets were written */
    List<String> among(Collection<String> outputs, String group) {
        return outputs.stream()
                .filter(output -> inFolder(output)
                        .or(() -> ofTable(output))
                        .map(manifest -> manifest.inputs().groups().stream()
                                .map(PinnedGroup::group)
                                .anyMatch(pinned -> pinned.name().equals(group)))
                        .orElse(false))
                .toList();
    }

    private Optional<Manifest> inFolder(String output) {
        try {
            Path file = new Path(output, "_manifest.json");
            FileSystem files = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!files.exists(file)) {
                return Optional.empty();
            }
            try (InputStream content = files.open(file)) {
                return Optional.of(Manifest.parse(new String(content.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Manifest> ofTable(String output) {
        try {
            return Optional.ofNullable(Spark3Util.loadIcebergTable(spark, output)
                            .properties()
                            .get("tidemark.manifest"))
                    .filter(json -> !json.isEmpty())
                    .map(Manifest::parse);
        } catch (AnalysisException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
