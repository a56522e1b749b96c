package dev.tidemark.sync;

import java.time.Instant;
import org.apache.iceberg.Table;

/**
 * A group's table and an instant before it was read.
 *
 * @param at every commit before it is in the table
 */
record ReadTable(Table table, Instant at) {}
