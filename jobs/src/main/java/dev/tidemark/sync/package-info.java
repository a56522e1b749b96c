/** From the feature tables to the online store: what is new since the last time, on the executors, resumable. */
@NullMarked
package dev.tidemark.sync;

import org.jspecify.annotations.NullMarked;
