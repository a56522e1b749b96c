/** Records up to where each feature table was synced to each online store. */
@NullMarked
package dev.tidemark.syncposition;

import org.jspecify.annotations.NullMarked;
