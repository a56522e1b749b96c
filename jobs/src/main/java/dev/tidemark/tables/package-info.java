/** Users' tables: imports of files and queries. */
@NullMarked
package dev.tidemark.tables;

import org.jspecify.annotations.NullMarked;
