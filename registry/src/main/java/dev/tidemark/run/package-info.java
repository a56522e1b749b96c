/** The history of runs: one at a time for a subject, held by a lease, with the finished chunks of each. */
@NullMarked
package dev.tidemark.run;

import org.jspecify.annotations.NullMarked;
