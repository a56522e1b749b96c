/** What is known of a feature group and its features: definition, tables, computed times, rows. */
@NullMarked
package dev.tidemark.describe;

import org.jspecify.annotations.NullMarked;
