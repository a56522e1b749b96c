package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.MemoryLimit;
import dev.tidemark.pointintime.memory.MemoryRefusedException;
import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.row.AdvancingRows;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowBatch;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The filter of one partition: it reads all rows, holds the newest of each slot, and then gives these. An extra row
 * never makes the join wrong, only slower: where memory ends, the held rows are given and holding begins anew; where
 * holding drops few rows, all further rows pass.
 */
public final class SlotFilterTask extends AdvancingRows {
    /** The number of rows after which the share of held rows decides. */
    private static final int TRIAL_ROWS = 1 << 16;

    private static final double MOST_HELD_OF_TRIAL = 0.75;

    private final GroupLayout layout;
    private final SpineInstants instants;
    private final SlotFilterMetrics metrics;
    private final MemoryLimit limit;
    private final RowArena arena;
    private final Iterator<UnsafeRow> rows;
    private final RowBatch batch = new RowBatch();
    private final UnsafeRow refused;
    private @Nullable Candidates held;
    private int slot;
    private int offered;
    private boolean letsAllThrough;

    public SlotFilterTask(
            GroupLayout layout,
            SlotFilterSpec spec,
            SlotFilterMetrics metrics,
            TaskContext context,
            Iterator<UnsafeRow> rows) {
        this.layout = layout;
        this.instants = spec.instants().value();
        this.metrics = metrics;
        this.limit = MemoryLimit.of(spec.memory(), context.taskMemoryManager());
        this.arena = new RowArena(context.taskMemoryManager(), limit);
        this.rows = rows;
        this.refused = new UnsafeRow(layout.columns().size());
        context.addTaskCompletionListener(new TaskCompletionListener() {
            @Override
            public void onTaskCompletion(TaskContext ended) {
                metrics.peakMemory().add(limit.peak());
                arena.close();
            }
        });
    }

    @Override
    @Nullable
    protected UnsafeRow advance() {
        UnsafeRow row = passed();
        if (row != null) {
            metrics.outputRows().add(1);
        }
        return row;
    }

    private @Nullable UnsafeRow passed() {
        while (true) {
            UnsafeRow row = ofHeld();
            if (row != null) {
                return row;
            }
            if (offered < batch.size()) {
                batch.point(refused, offered++);
                return refused;
            }
            if (!rows.hasNext()) {
                return null;
            }
            if (letsAllThrough) {
                metrics.groupRows().add(1);
                return rows.next();
            }
            hold();
        }
    }

    private @Nullable UnsafeRow ofHeld() {
        while (held != null && slot < instants.slotCapacity()) {
            UnsafeRow row = held.at(slot++);
            if (row != null) {
                return row;
            }
        }
        if (held != null) {
            held = null;
            arena.close();
        }
        return null;
    }

    /**
     * Reads as many rows as fit into memory. The batch that did not fit is given as it is, some of its rows perhaps
     * twice.
     */
    private void hold() {
        long read = 0;
        try {
            Candidates candidates = new Candidates(layout, instants, arena);
            held = candidates;
            slot = 0;
            while (rows.hasNext() && !letsAllThrough) {
                gather();
                read += batch.size();
                offered = 0;
                candidates.offer(batch);
                offered = batch.size();
                letsAllThrough = read == TRIAL_ROWS && candidates.filled() > MOST_HELD_OF_TRIAL * TRIAL_ROWS;
            }
        } catch (MemoryRefusedException e) {
            // Looking through all slots for few rows, again and again, would cost more than it saves.
            letsAllThrough = read < instants.slotCapacity();
        }
        metrics.groupRows().add(read);
    }

    /** Copies the next rows into a batch, because each is valid only until the next one. */
    private void gather() {
        batch.clear();
        while (!batch.isFull() && rows.hasNext()) {
            batch.add(rows.next());
        }
    }
}
