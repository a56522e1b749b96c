package dev.tidemark.sync;

import java.time.Instant;
import org.apache.iceberg.Table;

/**
 * A group's table and a moment before it was read.
 *
 * @param at whatever was committed before it is in the table
 */
record ReadTable(Table table, Instant at) {}
