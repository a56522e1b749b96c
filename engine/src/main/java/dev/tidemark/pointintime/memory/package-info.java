/**
 * The memory of one task, which Spark accounts for: how much it may take, and the rows that it keeps there.
 */
@NullMarked
package dev.tidemark.pointintime.memory;

import org.jspecify.annotations.NullMarked;
