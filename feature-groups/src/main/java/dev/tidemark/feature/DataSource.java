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
 * @param eventIdField the column that tells events apart, null where every row is an event: rows of one entity with the same
 *     timestamp and the same id count once
 * @param stream where the same events arrive while they happen, null where they do not
 */
public record DataSource(
        String name,
        Format format,
        String location,
        String timestampField,
        @Nullable String createdTimestampField,
        @Nullable String eventIdField,
        @Nullable EventStream stream) {

    /** How a source is read. */
    public enum Format {
        TABLE,
        PARQUET,
        CSV
    }

    private DataSource(String name, Format format, String location) {
        this(name, format, location, "", null, null, null);
    }

    /** A table of the catalog, as {@code namespace.table}; its name is the last part. */
    public static DataSource table(String table) {
        return new DataSource(table.substring(table.lastIndexOf('.') + 1), Format.TABLE, table);
    }

    /** A Parquet file or folder, under the given name. */
    public static DataSource parquet(String name, String path) {
        return new DataSource(name, Format.PARQUET, path);
    }

    /** A CSV file or folder with a header line, under the given name; column types are inferred. */
    public static DataSource csv(String name, String path) {
        return new DataSource(name, Format.CSV, path);
    }

    /** Names the column of type TIMESTAMP from which a row is valid. */
    public DataSource timestamp(String field) {
        return new DataSource(name, format, location, field, createdTimestampField, eventIdField, stream);
    }

    /** Names the column of type TIMESTAMP that says when a row was written. */
    public DataSource created(String field) {
        return new DataSource(name, format, location, timestampField, field, eventIdField, stream);
    }

    /**
     * Names the column that tells events apart, so that one which was delivered twice counts once. A null id is no event's name:
     * such rows all count.
     */
    public DataSource eventId(String field) {
        return new DataSource(name, format, location, timestampField, createdTimestampField, field, stream);
    }

    /** Says where the same events arrive while they happen; the group can then run as a stream, too. */
    public DataSource streamedFrom(EventStream arrivals) {
        return new DataSource(name, format, location, timestampField, createdTimestampField, eventIdField, arrivals);
    }

    /** Renames the source for the statements that read it. */
    public DataSource as(String newName) {
        return new DataSource(newName, format, location, timestampField, createdTimestampField, eventIdField, stream);
    }

    public Optional<String> createdTimestamp() {
        return Optional.ofNullable(createdTimestampField);
    }

    public Optional<String> eventId() {
        return Optional.ofNullable(eventIdField);
    }

    public Optional<EventStream> arrivals() {
        return Optional.ofNullable(stream);
    }
}
