/**
 * Compares snapshots and files to find the rows that were added to a feature table and removed from it between two
 * syncs; the driver reads only lists.
 */
@NullMarked
package dev.tidemark.sync.changes;

import org.jspecify.annotations.NullMarked;
