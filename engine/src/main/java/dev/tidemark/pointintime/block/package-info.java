/**
 * Rows on their way through an exchange: gathered by the task of the join that they belong to, and encoded column by
 * column.
 */
@NullMarked
package dev.tidemark.pointintime.block;

import org.jspecify.annotations.NullMarked;
