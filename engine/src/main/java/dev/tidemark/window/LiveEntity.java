package dev.tidemark.window;

import dev.tidemark.window.aggregate.ValueOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Advances one entity of a stream: from held events and arrivals it computes the new and corrected rows.
 *
 * <p>The timeline of the batch path computes the rows, over all events on which a row can depend. If an event is older
 * than emitted rows, the rows that it changes are emitted again. The class is stateless: the state is a parameter and a
 * result. Thread-safe.
 */
public final class LiveEntity {
    /**
     * Events that no row needs any more are removed once they are one in so many, because removing them stores all
     * others again.
     */
    private static final int LET_GO_ONE_IN = 4;

    private final WindowProgram program;

    /** @param program whose range does not matter */
    public LiveEntity(WindowProgram program) {
        this.program = program;
    }

    /**
     * The rows to emit and the state to keep.
     *
     * @param rows new and corrected ones, in time order
     * @param refused rows that cannot be computed now, and could before or were not due
     * @param held the events to hold from now on; empty if the entity may be forgotten
     * @param appended the number of new events at the end of {@code held}, if the others are unchanged; -1 if all must
     *     be stored again
     * @param emittedUpTo the last instant whose rows have been emitted
     * @param nextDue when a row is due if no event comes, microseconds; {@link Long#MAX_VALUE} for none
     */
    public record Progress(
            List<WindowRow> rows,
            List<RefusedRow> refused,
            List<HeldEvent> held,
            int appended,
            long emittedUpTo,
            long nextDue) {
        private Progress holding(List<HeldEvent> events, int last) {
            return new Progress(rows, refused, events, last, emittedUpTo, nextDue);
        }
    }

    /** The rows of a timeline, and those that it could not compute. */
    private record Computed(List<WindowRow> rows, List<RefusedRow> refused, long nextDue) {
        static final Computed NOTHING = new Computed(List.of(), List.of(), Long.MAX_VALUE);
    }

    /**
     * Held events and arrivals without repeats.
     *
     * @param kept of the held events; an arrival replaces a held event that is the same one with a later created time
     * @param fresh arrivals that count
     */
    private record Taken(List<HeldEvent> kept, List<HeldEvent> fresh) {}

    /**
     * Advances the entity.
     *
     * @param held its held events, in any order
     * @param emittedUpTo the last instant whose rows have been emitted; empty for an entity without a past
     * @param arrived events that have come since, in any order, none before the watermark
     * @param now the clock, in microseconds since the epoch: rows that need no event are emitted up to here
     * @param watermark no event before it will come any more
     */
    public Progress advance(
            List<HeldEvent> held, OptionalLong emittedUpTo, List<HeldEvent> arrived, long now, long watermark) {
        List<HeldEvent> before = held.stream().sorted(HeldEvent.ORDER).toList();
        Taken taken = taken(before, arrived.stream().sorted(HeldEvent.ORDER).toList());
        List<HeldEvent> fresh = taken.fresh();
        if (before.isEmpty() && fresh.isEmpty()) {
            return new Progress(List.of(), List.of(), List.of(), -1, emittedUpTo.orElse(now), Long.MAX_VALUE);
        }
        long first = fresh.isEmpty() ? Long.MAX_VALUE : fresh.getFirst().event().time();
        long emitted = emittedUpTo.orElse(first - 1);
        long from = Math.min(emitted + 1, first);
        Computed stale = from <= emitted ? run(before, program.between(from, emitted + 1)) : Computed.NOTHING;
        fresh = fresh.stream().map(event -> afterRows(event, stale.rows(), now)).toList();
        List<HeldEvent> all = new ArrayList<>(taken.kept());
        all.addAll(fresh);
        all.sort(HeldEvent.ORDER);
        long upTo = Math.max(emitted, horizon(all.getLast().event().time(), now, watermark));
        Computed computed = run(all, program.between(from, upTo + 1));
        List<RefusedRow> refused = new ArrayList<>(computed.refused());
        refused.removeAll(stale.refused());
        Progress whole =
                new Progress(without(computed.rows(), stale.rows()), refused, all, -1, upTo, computed.nextDue());
        return remembering(whole, before, new Taken(taken.kept(), fresh), Math.min(watermark, upTo));
    }

    /** Returns the event time, in microseconds, from which on an entity without further events can be forgotten. */
    public long forgottenAt(List<HeldEvent> held) {
        long last = held.stream().mapToLong(event -> event.event().time()).max().orElse(Long.MIN_VALUE);
        return last + program.reach();
    }

    /** @param settled no row at or before it will change */
    private Progress remembering(Progress whole, List<HeldEvent> before, Taken taken, long settled) {
        long oldest = settled - program.reach();
        List<HeldEvent> needed = whole.held().stream()
                .filter(event -> event.event().time() > oldest)
                .toList();
        int letGo = whole.held().size() - needed.size();
        if (needed.isEmpty() || letGo * LET_GO_ONE_IN > whole.held().size()) {
            return whole.holding(needed, -1);
        }
        List<HeldEvent> held = new ArrayList<>(taken.kept());
        held.addAll(taken.fresh());
        boolean onlyMore = taken.kept().size() == before.size();
        return whole.holding(held, onlyMore ? taken.fresh().size() : -1);
    }

    /** Some emissions follow only events, others also follow the clock. */
    private long horizon(long lastEvent, long now, long watermark) {
        return Math.max(lastEvent, program.cadence() == WindowProgram.Cadence.ON_EVENT ? watermark : now);
    }

    /** The first in order of events with one time and id counts, as in the batch path, whichever arrived first. */
    private static Taken taken(List<HeldEvent> before, List<HeldEvent> arrived) {
        record Identity(long time, String id) {}
        Map<Identity, HeldEvent> known = new HashMap<>();
        for (HeldEvent event : before) {
            String id = event.event().id();
            if (id != null) {
                known.put(new Identity(event.event().time(), id), event);
            }
        }
        Set<HeldEvent> replaced = Collections.newSetFromMap(new IdentityHashMap<>());
        List<HeldEvent> fresh = new ArrayList<>();
        for (HeldEvent event : arrived) {
            String id = event.event().id();
            if (id == null) {
                fresh.add(event);
                continue;
            }
            HeldEvent other = known.get(new Identity(event.event().time(), id));
            if (other == null || HeldEvent.ORDER.compare(event, other) < 0) {
                known.put(new Identity(event.event().time(), id), event);
                fresh.add(event);
                if (other != null) {
                    replaced.add(other);
                }
            }
        }
        return new Taken(
                before.stream().filter(event -> !replaced.contains(event)).toList(), fresh);
    }

    /**
     * A row that is emitted again must have a later created time than before, or a reader could not tell which is
     * right.
     */
    private static HeldEvent afterRows(HeldEvent event, List<WindowRow> emitted, long now) {
        long newest = Long.MIN_VALUE;
        for (WindowRow row : emitted) {
            if (row.time() >= event.event().time()) {
                newest = Math.max(newest, row.created());
            }
        }
        return event.known() > newest ? event : event.knownAt(Math.max(now, newest + 1));
    }

    private static Computed run(List<HeldEvent> events, WindowProgram program) {
        List<WindowRow> rows = new ArrayList<>();
        List<RefusedRow> refused = new ArrayList<>();
        EntityTimeline timeline = new EntityTimeline(program, rows::add, refused::add);
        for (HeldEvent held : events) {
            timeline.add(held);
        }
        timeline.finish();
        return new Computed(rows, refused, timeline.nextDue());
    }

    private static List<WindowRow> without(List<WindowRow> rows, List<WindowRow> emitted) {
        Map<Long, WindowRow> byTime = new HashMap<>();
        emitted.forEach(row -> byTime.put(row.time(), row));
        return rows.stream().filter(row -> !same(row, byTime.get(row.time()))).toList();
    }

    private static boolean same(WindowRow row, @Nullable WindowRow other) {
        return other != null
                && row.created() == other.created()
                && Arrays.compare(row.values(), other.values(), ValueOrder.NULLABLE) == 0;
    }
}
