/** The columns of feature tables, as Spark types. */
@NullMarked
package dev.tidemark.schema;

import org.jspecify.annotations.NullMarked;
