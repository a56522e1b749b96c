/** Users' own tables: files into them, and questions to them. */
@NullMarked
package dev.tidemark.tables;

import org.jspecify.annotations.NullMarked;
