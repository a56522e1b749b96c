package dev.tidemark.compile.label;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * The columns of the rows that a task merges.
 *
 * @param labels the types of the labels' columns: join keys, instant, spine
 * @param events the types of the events' columns: join keys, the other parts of an event, the instant from which labels
 *     see it
 */
record LabelLayout(LabelSpec spec, List<DataType> labels, List<DataType> events) implements Serializable {}
