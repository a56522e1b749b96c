package dev.tidemark.feature;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source of a feature group's events.
 *
 * @param name by which a SQL statement or a Java computation refers to this source
 * @param format how the location is read
 * @param location a table name ({@code payments.transactions}) or a path
 * @param timestampField the column with the instant from which a row is valid
 * @param createdTimestampField the column with the instant at which a row was written, null if there is none
 * @param eventIdField the column that identifies an event, null if every row is a separate event. Rows of one entity
 *     with the same timestamp and the same id count once
 * @param stream that delivers the same events as they happen, null if there is none
 * @param options units of time, names of columns and patterns, for sources that need them
 */
public record DataSource(
        String name,
        Format format,
        String location,
        String timestampField,
        @Nullable String createdTimestampField,
        @Nullable String eventIdField,
        @Nullable EventStream stream,
        ReadOptions options) {

    /** The kinds of sources. */
    public enum Format {
        TABLE,
        PARQUET,
        CSV
    }

    private DataSource(String name, Format format, String location) {
        this(name, format, location, "", null, null, null, ReadOptions.PLAIN);
    }

    /** A table of the catalog, as {@code namespace.table}; its name is the last part. */
    public static DataSource table(String table) {
        return new DataSource(table.substring(table.lastIndexOf('.') + 1), Format.TABLE, table);
    }

    /** A Parquet file or folder, under the given name. */
    public static DataSource parquet(String name, String path) {
        return new DataSource(name, Format.PARQUET, path);
    }

    /** A CSV file or folder with a header line (RFC 4180), under the given name. */
    public static DataSource csv(String name, String path) {
        return new DataSource(name, Format.CSV, path);
    }

    /**
     * Names the column with the instant from which a row is valid: TIMESTAMP with or without a zone (then in UTC), DATE
     * (midnight in UTC) or text such as {@code 2026-05-01T06:00:00Z}.
     */
    public DataSource timestamp(String field) {
        return with(field, createdTimestampField, options.timestampUnit(null));
    }

    /** Names the column from whose instant a row is valid, and the unit in which it counts from 1970. */
    public DataSource timestamp(String field, EpochUnit unit) {
        return with(field, createdTimestampField, options.timestampUnit(unit));
    }

    /** Names the column that says when a row was written; of the same types as {@link #timestamp(String)}. */
    public DataSource created(String field) {
        return with(timestampField, field, options.createdUnit(null));
    }

    /** Names the column with the instant at which a row was written, and the unit in which it counts from 1970. */
    public DataSource created(String field, EpochUnit unit) {
        return with(timestampField, field, options.createdUnit(unit));
    }

    /**
     * Names the column that identifies an event, so that an event that was delivered twice counts once. Rows with a
     * null id all count.
     */
    public DataSource eventId(String field) {
        return new DataSource(name, format, location, timestampField, createdTimestampField, field, stream, options);
    }

    /** Names the stream that delivers the same events as they happen; the group can then also run as a stream. */
    public DataSource streamedFrom(EventStream arrivals) {
        return new DataSource(
                name, format, location, timestampField, createdTimestampField, eventIdField, arrivals, options);
    }

    /**
     * Gives a column of the source another name in this definition: {@code mapped("USER_ID", "user_id")} feeds the join
     * key {@code user_id}. Timestamps, aggregations, filters and statements use the new name.
     */
    public DataSource mapped(String column, String newName) {
        return with(timestampField, createdTimestampField, options.mapped(column, newName));
    }

    /**
     * Adds a column that is computed from each row, {@code column("amount", "quantity * unit_price")}, or renames or
     * casts one, {@code column("user_id", "CAST(CustomerID AS BIGINT)")}.
     *
     * @param newName hides a column of the source with the same name, which the expression can still read
     * @param expression Spark SQL over the source's columns, under their names in the source. It must not contain
     *     aggregates, windows, subqueries or functions whose result differs between runs, such as {@code rand()} or
     *     {@code now()}
     */
    public DataSource column(String newName, String expression) {
        return with(timestampField, createdTimestampField, options.computed(newName, expression));
    }

    /** Reads the path as a pattern ({@code events/2026-*.csv}); by default it is a literal name. */
    public DataSource glob() {
        return with(timestampField, createdTimestampField, options.globbed());
    }

    /**
     * Skips the broken lines of CSV files and writes them to a folder, one file per source file; without it the first
     * broken line stops the run. A line is broken if it has another number of fields than the header, or a value that
     * does not fit its declared type.
     *
     * @param folder a path outside the source's location, on which every Spark worker can write
     */
    public DataSource rejectTo(String folder) {
        return with(timestampField, createdTimestampField, options.rejectFolder(folder));
    }

    /** Renames the source for the statements that read it. */
    public DataSource as(String newName) {
        return new DataSource(
                newName, format, location, timestampField, createdTimestampField, eventIdField, stream, options);
    }

    private DataSource with(String timestamp, @Nullable String created, ReadOptions newOptions) {
        return new DataSource(name, format, location, timestamp, created, eventIdField, stream, newOptions);
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
