/** Moves pushed rows from the metadata database into the tables of their groups. */
@NullMarked
package dev.tidemark.ingest;

import org.jspecify.annotations.NullMarked;
