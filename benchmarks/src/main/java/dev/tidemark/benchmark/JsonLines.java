package dev.tidemark.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file with a JSON object per line: {@code target/benchmarks/NAME.json}. */
public final class JsonLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLines() {}

    /** The folder of all that benchmarks write. */
    public static Path folder() {
        return Path.of(System.getProperty("tidemark.root", "."), "target", "benchmarks");
    }

    /** Replaces the file of a benchmark and returns its path. Keys are written in the order of the maps. */
    public static Path write(String benchmark, List<Map<String, Object>> lines) {
        Path file = folder().resolve(benchmark + ".json");
        try {
            Files.createDirectories(folder());
            Files.write(file, lines.stream().map(JsonLines::line).toList());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private static String line(Map<String, Object> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
