package dev.tidemark.pointintime.merge;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.FeatureOrder;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowAssembler;
import dev.tidemark.pointintime.row.RowBatch;
import dev.tidemark.pointintime.row.RowCopy;
import dev.tidemark.pointintime.row.SpineLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;

/**
 * The join over sorted runs, which may be on disk. It reads spine and groups side by side, entity by entity, and
 * carries each group's newest row so far. Needs memory for one row per group, beside the sorters'.
 */
public final class MergeJoin {
    private final SpineLayout spineLayout;
    private final List<GroupLayout> groups;
    private final boolean showMatches;
    private final EntityBytes spineKeys;
    private final List<EntityBytes> groupKeys = new ArrayList<>();
    private final SortedRuns spineRuns = new SortedRuns();
    private final List<SortedRuns> groupRuns = new ArrayList<>();

    /**
     * Begins without rows.
     *
     * @param groups in the order of the output
     * @param showMatches whether each group's features are followed by a BOOLEAN that says if a row was found
     */
    public MergeJoin(SpineLayout spineLayout, List<GroupLayout> groups, boolean showMatches) {
        this.spineLayout = spineLayout;
        this.groups = groups;
        this.showMatches = showMatches;
        this.spineKeys = new EntityBytes(spineLayout.keys(), spineLayout.columns());
        for (GroupLayout group : groups) {
            groupKeys.add(new EntityBytes(group.keyOrdinals(), group.columns()));
            groupRuns.add(new SortedRuns());
        }
    }

    public void addSpine(UnsafeRow row) {
        int timestamp = spineLayout.timestamp();
        if (row.isNullAt(timestamp) || !spineKeys.read(row)) {
            spineRuns.insertWithoutEntity(row);
        } else {
            spineRuns.insert(spineKeys, row.getLong(timestamp), row);
        }
    }

    /** Adds a group's row from the instant on at which it counts. */
    public void add(int number, UnsafeRow row) {
        GroupLayout group = groups.get(number);
        EntityBytes keys = groupKeys.get(number);
        if (group.everCounts(row) && keys.read(row)) {
            groupRuns.get(number).insert(keys, group.visibleFrom(row), row);
        }
    }

    public void add(int number, RowBatch rows) {
        UnsafeRow row = new UnsafeRow(groups.get(number).columns().size());
        rows.complete();
        for (int at = 0; at < rows.size(); at++) {
            rows.point(row, at);
            add(number, row);
        }
    }

    public scala.collection.Iterator<InternalRow> run() {
        return new Rows();
    }

    /** The position in the run of a group. */
    private static final class Walk {
        private final GroupLayout group;
        private final SortedRuns.Cursor cursor;
        private final FeatureOrder order;
        private final RowCopy newest;
        private boolean atRow;

        Walk(GroupLayout group, SortedRuns runs) {
            this.group = group;
            this.cursor = runs.sorted(group.columns().size());
            this.order = new FeatureOrder(group);
            this.newest = new RowCopy(group.columns().size());
            this.atRow = cursor.advance();
        }

        void moveTo(byte[] entity) {
            newest.release();
            while (atRow && cursor.compareEntity(entity) < 0) {
                atRow = cursor.advance();
            }
        }

        /** The row that is valid at an instant of the entity; instants must not decrease. */
        @Nullable
        UnsafeRow at(byte[] entity, long instant) {
            while (atRow && cursor.compareEntity(entity) == 0 && cursor.time() <= instant) {
                UnsafeRow held = newest.row();
                if (held == null || order.isNewer(cursor.row(), held)) {
                    newest.hold(cursor.row());
                }
                atRow = cursor.advance();
            }
            UnsafeRow held = newest.row();
            return held == null || group.rules().isExpired(group.eventOf(held), instant) ? null : held;
        }
    }

    private final class Rows extends AbstractIterator<InternalRow> {
        private final SortedRuns.Cursor spine =
                spineRuns.sorted(spineLayout.columns().size());
        private final List<Walk> walks = new ArrayList<>();
        private final RowAssembler assembler = new RowAssembler(spineLayout, groups, showMatches);
        private byte @Nullable [] entity;
        private boolean atRow = spine.advance();

        Rows() {
            for (int number = 0; number < groups.size(); number++) {
                walks.add(new Walk(groups.get(number), groupRuns.get(number)));
            }
        }

        @Override
        public boolean hasNext() {
            return atRow;
        }

        @Override
        public InternalRow next() {
            if (!atRow) {
                throw new NoSuchElementException("no spine row is left");
            }
            assembler.begin(spine.row());
            byte[] current = currentEntity();
            for (int number = 0; number < walks.size(); number++) {
                assembler.add(number, current == null ? null : walks.get(number).at(current, spine.time()));
            }
            atRow = spine.advance();
            return assembler.end();
        }

        private byte @Nullable [] currentEntity() {
            if (!spine.hasEntity()) {
                return null;
            }
            if (entity == null || spine.compareEntity(entity) != 0) {
                byte[] next = spine.entity();
                walks.forEach(walk -> walk.moveTo(next));
                entity = next;
            }
            return entity;
        }
    }
}
