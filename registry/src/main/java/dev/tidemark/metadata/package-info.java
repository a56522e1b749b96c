/** The SQL database with everything that Tidemark keeps beside its tables: where it is, its schema, its failures. */
@NullMarked
package dev.tidemark.metadata;

import org.jspecify.annotations.NullMarked;
