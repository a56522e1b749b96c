/** The SQL database with everything that Tidemark keeps beside its tables: connection, schema, failures. */
@NullMarked
package dev.tidemark.metadata;

import org.jspecify.annotations.NullMarked;
