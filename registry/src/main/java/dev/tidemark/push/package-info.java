/** Pushed rows on their way to the online store and the table: kept in the metadata database until they are in both. */
@NullMarked
package dev.tidemark.push;

import org.jspecify.annotations.NullMarked;
