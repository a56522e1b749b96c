/**
 * The join over sorted runs on disk, for a task whose slots do not fit into memory.
 */
@NullMarked
package dev.tidemark.pointintime.merge;

import org.jspecify.annotations.NullMarked;
