/** The history of runs: one at a time for a subject, held by a lease, with the chunks that each has finished. */
@NullMarked
package dev.tidemark.run;

import org.jspecify.annotations.NullMarked;
