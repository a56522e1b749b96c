package dev.tidemark.stream;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.compile.EventLayout;
import dev.tidemark.compile.RefusalText;
import dev.tidemark.window.Event;
import dev.tidemark.window.HeldEvent;
import dev.tidemark.window.RefusedRow;
import dev.tidemark.window.WindowRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Converts events, held events and results from and to Spark's rows.
 *
 * @param arrival layout of an arriving event: the event, then {@link DeadLetter#COLUMNS}
 * @param held layout of an event in state: the event without join keys, then {@link HeldEvent#known}
 * @param features the number of features
 * @param created whether the source has a column for the time at which an event was written
 * @param refusals describes rows that cannot be computed
 */
record EventRows(EventLayout arrival, EventLayout held, int features, boolean created, RefusalText refusals)
        implements Serializable {
    private static final String KNOWN = "event__known";

    static EventRows of(CompiledWindows windows, boolean created) {
        EventLayout arrival = windows.layout();
        EventLayout held = new EventLayout(0, arrival.inputs(), arrival.filters(), arrival.named());
        return new EventRows(arrival, held, windows.features().size(), created, windows.refusals());
    }

    /** The columns of an event in state, given those of one that arrives. */
    StructType heldSchema(StructType arrivals) {
        List<StructField> fields =
                new ArrayList<>(Arrays.asList(arrivals.fields()).subList(arrival.keys(), arrival.width()));
        fields.add(DataTypes.createStructField(KNOWN, DataTypes.LongType, false));
        return DataTypes.createStructType(fields);
    }

    @Nullable
    String reason(Row arrived) {
        return arrived.getString(arrival.width());
    }

    /** @param now replaces a created time that the source does not have, in microseconds since the epoch */
    HeldEvent arrived(Row row, long now) {
        Event event = arrival.event(row);
        return new HeldEvent(event, created ? event.created() : now);
    }

    HeldEvent past(Row row) {
        Event event = arrival.event(row);
        return new HeldEvent(event, event.created());
    }

    HeldEvent held(Row row) {
        return new HeldEvent(held.event(row), row.getLong(held.width()));
    }

    Row held(HeldEvent heldEvent) {
        Event event = heldEvent.event();
        List<@Nullable Object> columns = new ArrayList<>();
        columns.add(event.time());
        columns.add(event.created());
        Arrays.stream(event.values()).map(EventRows::stored).forEach(columns::add);
        for (boolean met : event.filters()) {
            columns.add(met);
        }
        if (held.named()) {
            columns.add(event.id());
        }
        columns.add(heldEvent.known());
        return RowFactory.create(columns.toArray());
    }

    /** Returns a feature row in the columns of {@link CompiledWindows#rowSchema}, with no dead letter. */
    Row result(Row key, WindowRow row) {
        @Nullable Object[] columns = new Object[width()];
        copyKey(key, columns);
        columns[arrival.keys()] = row.time();
        columns[arrival.keys() + 1] = row.created();
        for (int feature = 0; feature < features; feature++) {
            columns[arrival.keys() + 2 + feature] = stored(row.values()[feature]);
        }
        columns[arrival.keys() + 2 + features] = row.changes();
        return RowFactory.create(columns);
    }

    /** Returns a dead letter without a feature row. */
    Row deadLetter(Row key, Row arrived, String reason) {
        @Nullable Object[] columns = new Object[width()];
        copyKey(key, columns);
        int letter = width() - DeadLetter.COLUMNS.length();
        columns[letter] = reason;
        for (int column = 1; column < DeadLetter.COLUMNS.length(); column++) {
            columns[letter + column] = arrived.get(arrival.width() + column);
        }
        return RowFactory.create(columns);
    }

    /**
     * Returns a dead letter for a row that cannot be computed. It has only a reason, because no single record is to
     * blame.
     */
    Row deadLetter(Row key, RefusedRow refused) {
        @Nullable Object[] columns = new Object[width()];
        copyKey(key, columns);
        List<@Nullable Object> entity = Arrays.asList(columns).subList(0, arrival.keys());
        columns[width() - DeadLetter.COLUMNS.length()] = refusals.of(entity, refused);
        return RowFactory.create(columns);
    }

    private int width() {
        return arrival.keys() + 3 + features + DeadLetter.COLUMNS.length();
    }

    private void copyKey(Row key, @Nullable Object[] columns) {
        for (int column = 0; column < arrival.keys(); column++) {
            columns[column] = key.get(column);
        }
    }

    private static @Nullable Object stored(@Nullable Object value) {
        return value instanceof List<?> list
                ? CollectionConverters.asScala(list).toSeq()
                : value;
    }
}
