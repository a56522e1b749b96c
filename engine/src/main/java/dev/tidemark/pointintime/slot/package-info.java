/**
 * The point-in-time join as an operator of Spark's own: one exchange for the spine and one per group, no sort of the
 * big side. All that leans on Spark's internals is in here.
 */
@NullMarked
package dev.tidemark.pointintime.slot;

import org.jspecify.annotations.NullMarked;
