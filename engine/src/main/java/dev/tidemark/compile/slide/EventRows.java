package dev.tidemark.compile.slide;

import dev.tidemark.window.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Reads events from Spark's internal rows. The values are the same as those of Spark's rows of objects. */
final class EventRows {
    /** Reads one column of a row, in which it is not null. */
    private interface Reader {
        Object read(InternalRow row, int column);
    }

    private final EventForm form;
    private final Reader[] readers;

    EventRows(EventForm form) {
        this.form = form;
        this.readers = form.types().stream().map(EventRows::reader).toArray(Reader[]::new);
    }

    private static Reader reader(DataType type) {
        if (type.equals(DataTypes.LongType)) {
            return InternalRow::getLong;
        }
        if (type.equals(DataTypes.DoubleType)) {
            return InternalRow::getDouble;
        }
        if (type instanceof StringType) {
            return (row, column) -> row.getUTF8String(column).toString();
        }
        Function1<Object, Object> converter = CatalystTypeConverters.createToScalaConverter(type);
        return (row, column) -> {
            Object value = converter.apply(row.get(column, type));
            return value instanceof Seq<?> sequence ? CollectionConverters.asJava(sequence) : value;
        };
    }

    Event event(InternalRow row) {
        int first = form.keys() + 2;
        @Nullable Object[] values = new Object[form.inputs()];
        for (int position = 0; position < values.length; position++) {
            values[position] = value(row, first + position);
        }
        boolean[] met = new boolean[form.filters()];
        for (int position = 0; position < met.length; position++) {
            met[position] = row.getBoolean(first + values.length + position);
        }
        Object id = form.named() ? value(row, first + values.length + met.length) : null;
        return new Event(row.getLong(form.keys()), row.getLong(form.keys() + 1), values, met, (String) id);
    }

    /** The entity's join keys, for people. */
    List<@Nullable Object> key(InternalRow row) {
        List<@Nullable Object> key = new ArrayList<>();
        for (int position = 0; position < form.keys(); position++) {
            key.add(value(row, position));
        }
        return key;
    }

    private @Nullable Object value(InternalRow row, int column) {
        return row.isNullAt(column) ? null : readers[column].read(row, column);
    }
}
