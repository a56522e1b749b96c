package dev.tidemark.stream;

import dev.tidemark.time.Microseconds;
import dev.tidemark.window.HeldEvent;
import dev.tidemark.window.LiveEntity;
import dev.tidemark.window.RefusedRow;
import dev.tidemark.window.WindowProgram;
import dev.tidemark.window.WindowRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessorWithInitialState;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps the events of each entity between batches; {@link LiveEntity} computes the rows. A timer per entity fires when
 * a row is due without an event, or when the entity may be forgotten. Spark calls it from one thread at a time, one
 * entity after the other.
 */
@SuppressWarnings("NullAway.Init") // Spark calls init before anything else
final class EntityProcessor extends StatefulProcessorWithInitialState<Row, Row, Row, Row> {
    private static final StructType PROGRESS = new StructType(new StructField[] {
        DataTypes.createStructField("emitted_up_to", DataTypes.LongType, false),
        DataTypes.createStructField("wake_at", DataTypes.LongType, false)
    });
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MICROS = 1_000;

    private final EventRows rows;
    private final StructType heldSchema;
    private final WindowProgram program;
    private final long since;
    private final Alarm alarm;

    private transient LiveEntity entity;
    private transient ListState<Row> events;
    private transient ValueState<Row> progress;

    /** @param since the first instant whose rows are emitted, in microseconds, for entities whose past is known */
    EntityProcessor(EventRows rows, StructType heldSchema, WindowProgram program, long since, Alarm alarm) {
        this.rows = rows;
        this.heldSchema = heldSchema;
        this.program = program;
        this.since = since;
        this.alarm = alarm;
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        entity = new LiveEntity(program);
        events = getHandle().getListState("events", Encoders.row(heldSchema), TTLConfig.NONE());
        progress = getHandle().getValueState("progress", Encoders.row(PROGRESS), TTLConfig.NONE());
    }

    /**
     * Adds an event of the past, whose rows were emitted; rows from {@code since} on are emitted with the next batch.
     */
    @Override
    public void handleInitialState(Row key, Row past, TimerValues time) {
        events.appendValue(rows.held(rows.past(past)));
        if (!progress.exists()) {
            long soon = alarm.soon(time);
            getHandle().registerTimer(soon);
            progress.update(RowFactory.create(since - 1, soon));
        }
    }

    @Override
    public Iterator<Row> handleInputRows(Row key, Iterator<Row> input, TimerValues time) {
        long now = time.getCurrentProcessingTimeInMs() * MICROS;
        long watermark = time.getCurrentWatermarkInMs() * MICROS;
        List<Row> output = new ArrayList<>();
        List<HeldEvent> arrived = new ArrayList<>();
        while (input.hasNext()) {
            Row row = input.next();
            String reason = rows.reason(row);
            if (reason != null) {
                output.add(rows.deadLetter(key, row, reason));
                continue;
            }
            HeldEvent event = rows.arrived(row, now);
            if (event.event().time() < watermark) {
                output.add(rows.deadLetter(key, row, late(event, watermark)));
            } else {
                arrived.add(event);
            }
        }
        if (!arrived.isEmpty()) {
            move(key, arrived, time, output);
        }
        return CollectionConverters.asScala(output.iterator());
    }

    private static String late(HeldEvent event, long watermark) {
        return "%s: its time is %s, the stream is at %s"
                .formatted(
                        DeadLetter.LATE,
                        Microseconds.toInstant(event.event().time()),
                        Microseconds.toInstant(watermark));
    }

    @Override
    public Iterator<Row> handleExpiredTimer(Row key, TimerValues time, ExpiredTimerInfo expired) {
        List<Row> output = new ArrayList<>();
        Row before = progress.get();
        if (before != null) {
            progress.update(RowFactory.create(before.getLong(0), NEVER));
            move(key, List.of(), time, output);
        }
        return CollectionConverters.asScala(output.iterator());
    }

    private void move(Row key, List<HeldEvent> arrived, TimerValues time, List<Row> output) {
        long now = time.getCurrentProcessingTimeInMs() * MICROS;
        long watermark = time.getCurrentWatermarkInMs() * MICROS;
        Row before = progress.get();
        OptionalLong emittedUpTo = before == null ? OptionalLong.empty() : OptionalLong.of(before.getLong(0));
        LiveEntity.Progress after = entity.advance(held(), emittedUpTo, arrived, now, watermark);
        for (WindowRow row : after.rows()) {
            output.add(rows.result(key, row));
        }
        for (RefusedRow refused : after.refused()) {
            output.add(rows.deadLetter(key, refused));
        }
        remember(after, before == null ? NEVER : before.getLong(1), time);
    }

    private List<HeldEvent> held() {
        List<HeldEvent> held = new ArrayList<>();
        Iterator<Row> stored = events.get();
        while (stored.hasNext()) {
            held.add(rows.held(stored.next()));
        }
        return held;
    }

    private void remember(LiveEntity.Progress after, long wakeAt, TimerValues time) {
        List<HeldEvent> held = after.held();
        if (held.isEmpty()) {
            events.clear();
            progress.clear();
            wake(wakeAt, NEVER);
            return;
        }
        if (after.appended() < 0) {
            events.put(stored(held));
        } else if (after.appended() > 0) {
            events.appendList(stored(held.subList(held.size() - after.appended(), held.size())));
        }
        long due = alarm.at(after.nextDue(), entity.forgottenAt(held), time);
        progress.update(RowFactory.create(after.emittedUpTo(), wake(wakeAt, due)));
    }

    private Row[] stored(List<HeldEvent> held) {
        return held.stream().map(rows::held).toArray(Row[]::new);
    }

    /** Keeps one timer: the existing one remains unless the new one is earlier. Returns the time that is set now. */
    private long wake(long set, long wanted) {
        if (set <= wanted && wanted != NEVER) {
            return set;
        }
        if (set != NEVER) {
            getHandle().deleteTimer(set);
        }
        if (wanted != NEVER) {
            getHandle().registerTimer(wanted);
        }
        return wanted;
    }
}
