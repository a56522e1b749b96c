package dev.tidemark.compile.label;

import dev.tidemark.compile.EventLayout;
import dev.tidemark.window.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Reads events from Spark's rows. Not thread-safe. */
final class EventReader {
    private final EventLayout layout;
    private final List<DataType> types;
    private final List<Function1<Object, Object>> conversions = new ArrayList<>();

    EventReader(EventLayout layout, List<DataType> types) {
        this.layout = layout;
        this.types = types;
        types.forEach(type -> conversions.add(CatalystTypeConverters.createToScalaConverter(type)));
    }

    Event event(InternalRow row) {
        return layout.event(external(row, layout.width()));
    }

    /** Returns the join keys of a label or an event. */
    Row key(InternalRow row) {
        return external(row, layout.keys());
    }

    private Row external(InternalRow row, int columns) {
        @Nullable Object[] values = new Object[columns];
        for (int position = 0; position < columns; position++) {
            if (!row.isNullAt(position)) {
                values[position] = conversions.get(position).apply(row.get(position, types.get(position)));
            }
        }
        return RowFactory.create(values);
    }
}
