package dev.tidemark.compile;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.window.EntityTimeline;
import dev.tidemark.window.RefusedRow;
import dev.tidemark.window.WindowProgram;
import dev.tidemark.window.WindowRow;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of the entities of one partition, made while its events stream past. Holds the events of one entity's
 * longest window and the rows between two events. Not thread-safe.
 */
final class WindowedRows implements Iterator<Row> {
    private final Iterator<Row> events;
    private final EventLayout layout;
    private final WindowProgram program;
    private final RefusalText refusals;
    private final Queue<Row> ready = new ArrayDeque<>();
    private @Nullable Object @Nullable [] key;
    private @Nullable EntityTimeline timeline;

    WindowedRows(Iterator<Row> events, EventLayout layout, WindowProgram program, RefusalText refusals) {
        this.events = events;
        this.layout = layout;
        this.program = program;
        this.refusals = refusals;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && (events.hasNext() || timeline != null)) {
            step();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void step() {
        if (!events.hasNext()) {
            finishEntity();
            return;
        }
        Row row = events.next();
        @Nullable Object[] next = layout.key(row);
        EntityTimeline current = timeline;
        if (current == null || !Arrays.equals(next, key)) {
            finishEntity();
            key = next;
            current = new EntityTimeline(
                    program, windowRow -> ready.add(output(next, windowRow)), refused -> refuse(next, refused));
            timeline = current;
        }
        current.add(layout.event(row));
    }

    private void finishEntity() {
        if (timeline != null) {
            timeline.finish();
            timeline = null;
        }
    }

    /** A table that lacks some rows would look complete, so the run fails instead. */
    private void refuse(@Nullable Object[] entity, RefusedRow refused) {
        throw new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, refusals.of(Arrays.asList(entity), refused));
    }

    private static Row output(@Nullable Object[] key, WindowRow row) {
        @Nullable Object[] values = new Object[key.length + 3 + row.values().length];
        System.arraycopy(key, 0, values, 0, key.length);
        values[key.length] = row.time();
        values[key.length + 1] = row.created();
        for (int position = 0; position < row.values().length; position++) {
            Object value = row.values()[position];
            values[key.length + 2 + position] = value instanceof List<?> list
                    ? CollectionConverters.asScala(list).toSeq()
                    : value;
        }
        values[values.length - 1] = row.changes();
        return RowFactory.create(values);
    }
}
