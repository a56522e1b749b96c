/** Streams that run: every batch to Redis at once, to the group's table, and to the table of dead letters. */
@NullMarked
package dev.tidemark.streaming;

import org.jspecify.annotations.NullMarked;
