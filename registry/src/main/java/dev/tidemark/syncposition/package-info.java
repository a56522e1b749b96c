/** How far each feature table has been carried into each online store. */
@NullMarked
package dev.tidemark.syncposition;

import org.jspecify.annotations.NullMarked;
