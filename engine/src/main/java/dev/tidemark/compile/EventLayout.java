package dev.tidemark.compile;

import dev.tidemark.window.Event;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The positions of an event's parts in a row: join keys, event time, created time, inputs, filters, the event's id.
 *
 * @param named whether there is an id
 */
public record EventLayout(int keys, int inputs, int filters, boolean named) implements Serializable {

    /** Reads the event of a row. */
    public Event event(Row row) {
        @Nullable Object[] values = new Object[inputs];
        for (int position = 0; position < inputs; position++) {
            values[position] = value(row.get(keys + 2 + position));
        }
        boolean[] met = new boolean[filters];
        for (int position = 0; position < filters; position++) {
            met[position] = row.getBoolean(keys + 2 + inputs + position);
        }
        String id = named ? row.getString(keys + 2 + inputs + filters) : null;
        return new Event(row.getLong(keys), row.getLong(keys + 1), values, met, id);
    }

    /** The number of columns. */
    public int width() {
        return keys + 2 + inputs + filters + (named ? 1 : 0);
    }

    private static @Nullable Object value(@Nullable Object stored) {
        return stored instanceof Seq<?> sequence ? CollectionConverters.asJava(sequence) : stored;
    }
}
