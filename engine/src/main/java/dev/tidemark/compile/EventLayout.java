package dev.tidemark.compile;

import dev.tidemark.window.Event;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Where the parts of an event stand in a row: join keys, event time, created time, inputs, filters. */
record EventLayout(int keys, int inputs, int filters) implements Serializable {

    @Nullable
    Object[] key(Row row) {
        @Nullable Object[] key = new Object[keys];
        for (int position = 0; position < keys; position++) {
            key[position] = row.get(position);
        }
        return key;
    }

    Event event(Row row) {
        @Nullable Object[] values = new Object[inputs];
        for (int position = 0; position < inputs; position++) {
            values[position] = value(row.get(keys + 2 + position));
        }
        boolean[] met = new boolean[filters];
        for (int position = 0; position < filters; position++) {
            met[position] = row.getBoolean(keys + 2 + inputs + position);
        }
        return new Event(row.getLong(keys), row.getLong(keys + 1), values, met);
    }

    private static @Nullable Object value(@Nullable Object stored) {
        return stored instanceof Seq<?> sequence ? CollectionConverters.asJava(sequence) : stored;
    }
}
