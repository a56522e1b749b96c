package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * The first reading of a spine, which decided what is read of the groups.
 *
 * @param first the least instant in microseconds
 * @param last the greatest
 * @param instants of each entity, null if they were not sent ahead
 */
public record SpineReading(long first, long last, @Nullable Broadcast<SpineInstants> instants)
        implements Serializable {}
