/**
 * What has come into a feature table and gone from it between two syncs: snapshots and files, of which the driver only
 * reads lists.
 */
@NullMarked
package dev.tidemark.sync.changes;

import org.jspecify.annotations.NullMarked;
