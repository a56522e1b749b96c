package dev.tidemark.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The folder in which a stream keeps its reading position and its state. Its name depends on what the definition
 * computes. After a change of that, the stream begins anew in another folder, because it could not use state of another
 * shape.
 */
public final class StreamCheckpoint {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The parts of a definition on which the state depends. */
    private static final List<String> IDENTITY = List.of("name", "entity", "features", "sources", "computation");

    private final SparkSession spark;
    private final Path folder;

    private StreamCheckpoint(SparkSession spark, Path folder) {
        this.spark = spark;
        this.folder = folder;
    }

    public static StreamCheckpoint of(SparkSession spark, StreamConfig config, FeatureGroup group) {
        return new StreamCheckpoint(spark, new Path(new Path(config.checkpoints(), group.name()), fingerprint(group)));
    }

    private static String fingerprint(FeatureGroup group) {
        ObjectNode identity = DefinitionJson.tree(group).retain(IDENTITY);
        withoutDescriptions(identity);
        return Sha256.of(identity.toString()).substring(0, 16);
    }

    private static void withoutDescriptions(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                object.remove("description");
                object.forEach(StreamCheckpoint::withoutDescriptions);
            }
            case ArrayNode items -> items.forEach(StreamCheckpoint::withoutDescriptions);
            default -> {}
        }
    }

    /** The folder of Spark's checkpoint. */
    public String location() {
        return new Path(folder, "spark").toString();
    }

    /** Returns the beginning of the stream; empty before its first start. */
    public Optional<StreamStart> start() {
        try {
            FileSystem files = files();
            if (!files.exists(file())) {
                return Optional.empty();
            }
            try (InputStream content = files.open(file())) {
                JsonNode node = MAPPER.readTree(content);
                return Optional.of(new StreamStart(
                        node.path("stream").asText(),
                        node.hasNonNull("since")
                                ? Instant.parse(node.path("since").asText())
                                : null,
                        node.hasNonNull("snapshot_id")
                                ? Long.valueOf(node.path("snapshot_id").asLong())
                                : null,
                        node.path("table_from").asLong()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the checkpoint " + folder, e);
        }
    }

    /** Records the beginning of the stream, before it starts. */
    public void begin(StreamStart start) {
        ObjectNode node = MAPPER.createObjectNode().put("stream", start.stream());
        if (start.since() != null) {
            node.put("since", start.since().toString());
        }
        node.put("snapshot_id", start.snapshotId()).put("table_from", start.tableFrom());
        try {
            FileSystem files = files();
            Path unfinished = new Path(folder, "start.json.tmp");
            try (OutputStream content = files.create(unfinished, true)) {
                content.write(MAPPER.writeValueAsBytes(node));
            }
            if (!files.rename(unfinished, file())) {
                throw new IOException("Cannot rename " + unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the checkpoint " + folder, e);
        }
    }

    /** Returns true if the first batch, and with it a stream's past, is in the state. */
    static boolean hasBatches(SparkSession spark, String location) {
        try {
            Path commits = new Path(location, "commits");
            FileSystem files = commits.getFileSystem(spark.sparkContext().hadoopConfiguration());
            return files.exists(commits)
                    && Arrays.stream(files.listStatus(commits))
                            .anyMatch(file -> file.getPath().getName().matches("\\d+"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the checkpoint " + location, e);
        }
    }

    private Path file() {
        return new Path(folder, "start.json");
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }
}
