/** Runs in the history: one at a time for a group, seen to be alive for as long as they are. */
@NullMarked
package dev.tidemark.run;

import org.jspecify.annotations.NullMarked;
