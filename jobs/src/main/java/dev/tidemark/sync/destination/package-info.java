/** The destination of a sync: an online store as executors open it, and how fast they may write to it. */
@NullMarked
package dev.tidemark.sync.destination;

import org.jspecify.annotations.NullMarked;
