package dev.tidemark.compile.label;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.pointintime.spark.Sequences;
import dev.tidemark.window.LabelTimeline;
import dev.tidemark.window.RefusedRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.RowOrdering$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.math.Ordering;

/**
 * Merges the labels and events of one partition, both sorted by entity and instant: every label comes out once, with
 * its features. Events of entities without labels are passed over. A row is valid until the next one. Not thread-safe.
 */
final class LabelTask extends scala.collection.AbstractIterator<InternalRow> {
    private final LabelSpec spec;
    private final LabelMetrics metrics;
    private final Iterator<InternalRow> labels;
    private final Iterator<InternalRow> events;
    private final Ordering<InternalRow> byKey;
    private final EventReader reader;
    private final FeatureValues values;
    private final UnsafeProjection keyOf;
    private final UnsafeProjection output;
    private final JoinedRow joined = new JoinedRow();
    private final int visible;
    private @Nullable InternalRow nextEvent;
    private @Nullable InternalRow key;
    private @Nullable LabelTimeline timeline;

    LabelTask(LabelLayout layout, LabelMetrics metrics, Iterator<InternalRow> labels, Iterator<InternalRow> events) {
        this.spec = layout.spec();
        this.metrics = metrics;
        this.labels = labels;
        this.events = events;
        List<DataType> keys = layout.labels().subList(0, spec.keys());
        this.byKey = RowOrdering$.MODULE$.createNaturalAscendingOrdering(Sequences.seq(keys));
        this.reader = new EventReader(spec.events(), layout.events());
        this.values = new FeatureValues(spec.wanted(), spec.features());
        this.visible = layout.events().size() - 1;
        this.keyOf = projection(keys);
        List<DataType> columns = new ArrayList<>(layout.labels());
        columns.addAll(spec.features());
        columns.add(DataTypes.BooleanType);
        this.output = projection(columns);
        advance();
    }

    private static UnsafeProjection projection(List<DataType> types) {
        List<Expression> columns = new ArrayList<>();
        for (DataType type : types) {
            columns.add(new BoundReference(columns.size(), type, true));
        }
        return UnsafeProjection$.MODULE$.create(Sequences.seq(columns));
    }

    @Override
    public boolean hasNext() {
        return labels.hasNext();
    }

    @Override
    public InternalRow next() {
        InternalRow label = labels.next();
        metrics.outputRows().add(1);
        return output.apply(joined.apply(label, values.of(matchesNothing(label) ? null : at(label))));
    }

    /** A null key matches nothing, not even another null. */
    private boolean matchesNothing(InternalRow label) {
        for (int position = 0; position <= spec.keys(); position++) {
            if (label.isNullAt(position)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Object @Nullable [] at(InternalRow label) {
        LabelTimeline current = timeline(label);
        long instant = label.getLong(spec.keys());
        InternalRow event = nextEvent;
        while (event != null && event.getLong(visible) <= instant && byKey.compare(event, label) == 0) {
            current.add(reader.event(event), event.getLong(visible));
            metrics.events().add(1);
            event = advance();
        }
        return current.at(instant);
    }

    /** Returns the timeline of a label's entity, whose first event is then the next one. */
    private LabelTimeline timeline(InternalRow label) {
        LabelTimeline current = timeline;
        if (current != null && key != null && byKey.compare(key, label) == 0) {
            return current;
        }
        InternalRow entity = keyOf.apply(label).copy();
        key = entity;
        current = new LabelTimeline(
                spec.program(), spec.wanted(), spec.delay(), spec.timeToLive(), refused -> refuse(entity, refused));
        timeline = current;
        InternalRow event = nextEvent;
        while (event != null && byKey.compare(event, label) < 0) {
            event = advance();
        }
        return current;
    }

    private @Nullable InternalRow advance() {
        InternalRow event = events.hasNext() ? events.next() : null;
        nextEvent = event;
        return event;
    }

    /** A training set that lacks some values would look complete, so it fails instead. */
    private void refuse(InternalRow entity, RefusedRow refused) {
        List<@Nullable Object> keys = new ArrayList<>();
        var row = reader.key(entity);
        for (int position = 0; position < spec.keys(); position++) {
            keys.add(row.get(position));
        }
        throw new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH, spec.refusals().of(keys, refused));
    }
}
