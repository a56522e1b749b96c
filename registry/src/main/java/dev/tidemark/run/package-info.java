/** The history of runs: one at a time for a group, seen to be alive for as long as they are, and the chunks that each has finished. */
@NullMarked
package dev.tidemark.run;

import org.jspecify.annotations.NullMarked;
