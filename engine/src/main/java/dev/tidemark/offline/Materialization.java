package dev.tidemark.offline;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.TimeRange;

/** Computes a group for a range and writes the rows to the group's table. */
public final class Materialization {
    private final FeatureCompiler compiler;
    private final OfflineStore store;

    public Materialization(FeatureCompiler compiler, OfflineStore store) {
        this.compiler = compiler;
        this.store = store;
    }

    /**
     * Computes and writes the range as the only writer of the group's table; running the same range again leaves the
     * same table.
     */
    public CommitResult run(FeatureGroup group, TimeRange range) {
        return run(group, range, Fence.OPEN);
    }

    /** Computes and writes the range, and commits only if the fence permits it. */
    public CommitResult run(FeatureGroup group, TimeRange range, Fence fence) {
        store.ensure(group);
        return store.write(group, range, compiler.compile(group, range), fence);
    }
}
