/**
 * The join as a logical node, a strategy and a physical node of Spark's planner, and the entry to it: one exchange for
 * the spine and one per group, no sort of the big side.
 */
@NullMarked
package dev.tidemark.pointintime.plan;

import org.jspecify.annotations.NullMarked;
