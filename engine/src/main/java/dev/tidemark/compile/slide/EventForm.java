package dev.tidemark.compile.slide;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * The columns of an event on its way to the timeline: join keys, event time, created time, inputs, filters, the event's
 * id.
 *
 * @param keys the number of join keys
 * @param named whether there is an id
 * @param types of all columns
 */
public record EventForm(int keys, int inputs, int filters, boolean named, List<DataType> types)
        implements Serializable {}
