/** Feature tables in catalogs other than the local one, written by Tidemark and read by others. */
@NullMarked
package dev.tidemark.catalog;

import org.jspecify.annotations.NullMarked;
