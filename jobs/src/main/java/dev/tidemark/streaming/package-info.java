/** Runs streams: every batch goes to the table of dead letters, to the group's table and to Redis. */
@NullMarked
package dev.tidemark.streaming;

import org.jspecify.annotations.NullMarked;
