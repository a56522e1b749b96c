/**
 * The join of one partition: the spine's instants as slots, and for each slot the newest of a group's rows that is
 * visible there. Rows that cannot be a slot's newest are dropped in here, before the exchange and after it.
 */
@NullMarked
package dev.tidemark.pointintime.slot;

import org.jspecify.annotations.NullMarked;
