/**
 * The rows of the join: the positions of their columns, the bytes of their keys, when they count, and which of two is
 * newer. Nothing in here knows how rows travel or where they are kept.
 */
@NullMarked
package dev.tidemark.pointintime.row;

import org.jspecify.annotations.NullMarked;
