/** Rows that were served, noted for a sample of the entities. */
@NullMarked
package dev.tidemark.server.requestlog;

import org.jspecify.annotations.NullMarked;
