package dev.tidemark.feature;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of a feature group come from.
 *
 * @param name how a SQL statement or a Java computation refers to this source
 * @param format how the location is read
 * @param location a table name ({@code payments.transactions}) or a path
 * @param timestampField the column of type TIMESTAMP from which a row is valid
 * @param createdTimestampField the column of type TIMESTAMP that says when a row was written, null where there is none
 */
public record DataSource(
        String name,
        Format format,
        String location,
        String timestampField,
        @Nullable String createdTimestampField) {

    /** How a source is read. */
    public enum Format {
        TABLE,
        PARQUET,
        CSV
    }

    /** A table of the catalog, as {@code namespace.table}; its name is the last part. */
    public static DataSource table(String table) {
        return new DataSource(table.substring(table.lastIndexOf('.') + 1), Format.TABLE, table, "", null);
    }

    /** A Parquet file or folder, under the given name. */
    public static DataSource parquet(String name, String path) {
        return new DataSource(name, Format.PARQUET, path, "", null);
    }

    /** A CSV file or folder with a header line, under the given name; column types are inferred. */
    public static DataSource csv(String name, String path) {
        return new DataSource(name, Format.CSV, path, "", null);
    }

    /** Names the column of type TIMESTAMP from which a row is valid. */
    public DataSource timestamp(String field) {
        return new DataSource(name, format, location, field, createdTimestampField);
    }

    /** Names the column of type TIMESTAMP that says when a row was written. */
    public DataSource created(String field) {
        return new DataSource(name, format, location, timestampField, field);
    }

    /** Renames the source for the statements that read it. */
    public DataSource as(String newName) {
        return new DataSource(newName, format, location, timestampField, createdTimestampField);
    }

    public Optional<String> createdTimestamp() {
        return Optional.ofNullable(createdTimestampField);
    }
}
