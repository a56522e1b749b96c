package dev.tidemark.compile.slide;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.window.EntityTimeline;
import dev.tidemark.window.RefusedRow;
import dev.tidemark.window.WindowRow;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The rows of the entities of one partition, made while its events stream past. Holds the events of one entity's
 * longest window and the rows between two events. Not thread-safe.
 */
final class SlideTask extends AbstractIterator<InternalRow> {
    private final Iterator<InternalRow> events;
    private final SlideSpec spec;
    private final EventRows reading;
    private final FeatureRows writing;
    private final Queue<InternalRow> ready = new ArrayDeque<>();
    private @Nullable Object @Nullable [] key;
    private @Nullable EntityTimeline timeline;

    /**
     * @param events in the order of join keys and time
     * @param output the types of the rows
     */
    SlideTask(Iterator<InternalRow> events, SlideSpec spec, List<DataType> output) {
        this.events = events;
        this.spec = spec;
        this.reading = new EventRows(spec.events());
        this.writing = new FeatureRows(spec.events().keys(), output);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && (events.hasNext() || timeline != null)) {
            step();
        }
        return !ready.isEmpty();
    }

    @Override
    public InternalRow next() {
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
        InternalRow row = events.next();
        EntityTimeline current = timeline;
        if (current == null || !isOf(row, key)) {
            finishEntity();
            current = begin(row);
            timeline = current;
        }
        current.add(reading.event(row));
    }

    private EntityTimeline begin(InternalRow row) {
        @Nullable Object[] entity = new Object[spec.events().keys()];
        for (int position = 0; position < entity.length; position++) {
            // A text would otherwise point into the row, whose bytes are of the next event soon.
            entity[position] = InternalRow.copyValue(
                    row.get(position, spec.events().types().get(position)));
        }
        key = entity;
        List<@Nullable Object> shown = reading.key(row);
        return new EntityTimeline(spec.program(), made -> add(entity, made), refused -> refuse(shown, refused));
    }

    private boolean isOf(InternalRow row, @Nullable Object @Nullable [] entity) {
        if (entity == null) {
            return false;
        }
        for (int position = 0; position < entity.length; position++) {
            if (!row.get(position, spec.events().types().get(position)).equals(entity[position])) {
                return false;
            }
        }
        return true;
    }

    private void add(@Nullable Object[] entity, WindowRow made) {
        ready.add(writing.row(entity, made));
    }

    private void finishEntity() {
        if (timeline != null) {
            timeline.finish();
            timeline = null;
        }
    }

    /** A table that lacks some rows would look complete, so the run fails instead. */
    private void refuse(List<@Nullable Object> entity, RefusedRow refused) {
        throw new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH, spec.refusals().of(entity, refused));
    }
}
