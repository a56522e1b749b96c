/** Describes a feature group and its features: definition, tables, computed ranges, rows. */
@NullMarked
package dev.tidemark.describe;

import org.jspecify.annotations.NullMarked;
