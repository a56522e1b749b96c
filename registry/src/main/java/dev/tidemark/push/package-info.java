/** Keeps pushed rows in the metadata database until they are in the online store and in their table. */
@NullMarked
package dev.tidemark.push;

import org.jspecify.annotations.NullMarked;
