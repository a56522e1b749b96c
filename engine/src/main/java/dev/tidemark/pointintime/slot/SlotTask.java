package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.block.BlockDecoder;
import dev.tidemark.pointintime.memory.MemoryLimit;
import dev.tidemark.pointintime.memory.MemoryRefusedException;
import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.merge.MergeJoin;
import dev.tidemark.pointintime.row.RowAssembler;
import dev.tidemark.pointintime.row.RowBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;

/**
 * The join of one partition. The spine is kept in memory, each group's rows are read unsorted, and the newest row of
 * each slot is kept. If memory ends, everything kept so far goes into a {@link MergeJoin}: the candidates of a slot
 * stand for all rows that were read.
 */
public final class SlotTask {
    private final SlotJoinLayout layout;
    private final SlotMetrics metrics;
    private final SpineConsistencyCheck check;
    private final TaskMemoryManager memory;
    private final MemoryLimit limit;
    private final List<RowArena> arenas = new ArrayList<>();

    public SlotTask(SlotJoinLayout layout, SlotMetrics metrics, TaskContext context) {
        this.layout = layout;
        this.metrics = metrics;
        this.check = new SpineConsistencyCheck(layout.spine(), layout.reading());
        this.memory = context.taskMemoryManager();
        this.limit = MemoryLimit.of(layout.memory(), memory);
        context.addTaskCompletionListener(new TaskCompletionListener() {
            @Override
            public void onTaskCompletion(TaskContext ended) {
                close();
            }
        });
    }

    public scala.collection.Iterator<InternalRow> run(Iterator<UnsafeRow> spine, List<BlockDecoder> groups) {
        if (layout.memory() instanceof TaskMemory.None) {
            return merge(newMerge(), spine, groups, 0);
        }
        RowArena spineArena = arena();
        SpineIndex index = null;
        UnsafeRow pending = null;
        try {
            index = new SpineIndex(layout.spine(), spineArena);
            while (spine.hasNext()) {
                pending = check.checked(spine.next());
                index.add(pending);
                pending = null;
            }
            index.finish();
        } catch (MemoryRefusedException e) {
            MergeJoin merge = newMerge();
            hand(merge, index, pending);
            close();
            return merge(merge, spine, groups, 0);
        }
        return slots(index, groups);
    }

    private scala.collection.Iterator<InternalRow> slots(SpineIndex index, List<BlockDecoder> groups) {
        List<Candidates> candidates = new ArrayList<>();
        RowBatch batch = new RowBatch();
        try {
            for (int number = 0; number < groups.size(); number++) {
                Candidates current = new Candidates(layout.groups().get(number), index, arena());
                candidates.add(current);
                BlockDecoder rows = groups.get(number);
                long read = 0;
                long kept = 0;
                while (rows.next(batch)) {
                    read += batch.size();
                    kept += current.offer(batch);
                }
                metrics.groupRows().add(read);
                metrics.candidateRows().add(kept);
            }
        } catch (MemoryRefusedException e) {
            return merge(index, candidates, batch, groups);
        }
        candidates.forEach(group -> group.settle(index));
        metrics.peakMemory().add(limit.peak());
        return new Rows(index, candidates);
    }

    /** Adds the candidates group by group and frees each group's at once, because the sorters need the memory. */
    private scala.collection.Iterator<InternalRow> merge(
            SpineIndex index, List<Candidates> candidates, RowBatch batch, List<BlockDecoder> groups) {
        MergeJoin merge = newMerge();
        int reached = arenas.size() - 2;
        for (int number = 0; number < candidates.size(); number++) {
            candidates.get(number).handTo(merge, number, index);
            arenas.get(number + 1).close();
        }
        merge.add(reached, batch);
        hand(merge, index, null);
        close();
        return merge(merge, Collections.emptyIterator(), groups, reached);
    }

    private void hand(MergeJoin merge, @Nullable SpineIndex index, @Nullable UnsafeRow pending) {
        for (int at = 0; index != null && at < index.rows(); at++) {
            merge.addSpine(index.row(at));
        }
        if (pending != null) {
            merge.addSpine(pending);
        }
    }

    /** Reads the remaining rows, beginning with one of the groups. */
    private scala.collection.Iterator<InternalRow> merge(
            MergeJoin merge, Iterator<UnsafeRow> spine, List<BlockDecoder> groups, int from) {
        metrics.mergedTasks().add(1);
        RowBatch batch = new RowBatch();
        while (spine.hasNext()) {
            merge.addSpine(check.checked(spine.next()));
        }
        for (int number = from; number < groups.size(); number++) {
            BlockDecoder rows = groups.get(number);
            while (rows.next(batch)) {
                metrics.groupRows().add(batch.size());
                merge.add(number, batch);
            }
        }
        return merge.run();
    }

    private MergeJoin newMerge() {
        return new MergeJoin(layout.spine(), layout.groups(), layout.showMatches());
    }

    private RowArena arena() {
        RowArena arena = new RowArena(memory, limit);
        arenas.add(arena);
        return arena;
    }

    private void close() {
        arenas.forEach(RowArena::close);
    }

    private final class Rows extends AbstractIterator<InternalRow> {
        private final SpineIndex index;
        private final List<Candidates> candidates;
        private final RowAssembler assembler = new RowAssembler(layout.spine(), layout.groups(), layout.showMatches());
        private final int[] slots = new int[RowBatch.MOST];
        private final long[] added;
        private int at;
        private int lookedUp;

        Rows(SpineIndex index, List<Candidates> candidates) {
            this.index = index;
            this.candidates = candidates;
            this.added = new long[candidates.size()];
        }

        @Override
        public boolean hasNext() {
            if (at < index.rows()) {
                return true;
            }
            close();
            return false;
        }

        @Override
        public InternalRow next() {
            if (at >= index.rows()) {
                throw new NoSuchElementException("no spine row is left");
            }
            if (at == lookedUp) {
                lookUp();
            }
            assembler.begin(index.row(at));
            int slot = slots[at % RowBatch.MOST];
            for (int number = 0; number < candidates.size(); number++) {
                add(number, slot);
            }
            at++;
            return assembler.end();
        }

        /**
         * Labels of an entity often get the same features as the label before, which the output row still holds then.
         */
        private void add(int number, int slot) {
            Candidates group = candidates.get(number);
            long found = slot == Slots.NO_SLOT ? RowArena.NONE : group.addressAt(slot);
            if (at > 0 && found == added[number] && assembler.canLeave(number)) {
                assembler.leave(number);
            } else {
                assembler.add(number, group.row(found));
            }
            added[number] = found;
        }

        /** Finds the slots of the next rows and reads their candidates ahead, as {@link SlotLookup} does. */
        private void lookUp() {
            int count = Math.min(RowBatch.MOST, index.rows() - at);
            index.slotsOfRows(at, count, slots);
            candidates.forEach(group -> group.touch(slots, count));
            lookedUp = at + count;
        }
    }
}
