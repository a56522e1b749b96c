package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a spine when it was first read, and decided what is read of the groups.
 *
 * @param first the least instant in microseconds
 * @param last the greatest
 * @param instants of each entity, null where they were not sent ahead
 */
public record SpineReading(long first, long last, @Nullable Broadcast<SpineInstants> instants)
        implements Serializable {}
