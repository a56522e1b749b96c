/** Syncs feature tables to the online store: the changes since the last sync, on the executors, resumable. */
@NullMarked
package dev.tidemark.sync;

import org.jspecify.annotations.NullMarked;
