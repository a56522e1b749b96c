package dev.tidemark.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options for reading CSV files, in the form in which Spark passes options to a format.
 *
 * @param subject that the files belong to, for messages
 * @param types by column; others are text
 * @param required columns that no file may lack if another has them
 * @param allRequired whether all columns are required
 * @param rejects the folder for broken lines, null if the first one stops the reading
 */
record CsvOptions(
        String subject,
        Map<String, CsvType> types,
        List<String> required,
        boolean allRequired,
        @Nullable RejectFolder rejects) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String OPTION = "tidemark.csv";

    static CsvOptions from(scala.collection.immutable.Map<String, String> options) {
        try {
            return MAPPER.readValue(options.apply(OPTION), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, String> asOptions() {
        try {
            return Map.of(OPTION, MAPPER.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    CsvType typeOf(String column) {
        return Objects.requireNonNull(types.getOrDefault(column, CsvType.TEXT));
    }

    boolean isRequired(String column) {
        return allRequired || required.contains(column);
    }
}
