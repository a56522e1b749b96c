/** Feature tables: one Iceberg table per group, by day of event time, written a range at a time. */
@NullMarked
package dev.tidemark.offline;

import org.jspecify.annotations.NullMarked;
