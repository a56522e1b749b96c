/**
 * Bridges to Spark and Scala: what Spark expects of the nodes of a plan, tasks over partitions, sequences and lists.
 */
@NullMarked
package dev.tidemark.pointintime.spark;

import org.jspecify.annotations.NullMarked;
