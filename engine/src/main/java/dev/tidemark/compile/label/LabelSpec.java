package dev.tidemark.compile.label;

import dev.tidemark.compile.EventLayout;
import dev.tidemark.compile.RefusalText;
import dev.tidemark.window.WindowProgram;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * The work of a task that computes windows at labels.
 *
 * @param keys the number of join keys, which are the first columns of labels and events
 * @param events the parts of an event; the instant from which it is visible follows them
 * @param program all windows of the group: their events decide how old the newest row is
 * @param wanted the positions of the requested features in the program
 * @param features the types of these features' values
 * @param delay from an event's time to the first label that may see it, in microseconds
 * @param timeToLive from the newest row to the last label that may have its values, in microseconds
 */
public record LabelSpec(
        int keys,
        EventLayout events,
        WindowProgram program,
        List<Integer> wanted,
        List<DataType> features,
        long delay,
        long timeToLive,
        RefusalText refusals)
        implements Serializable {
    public LabelSpec {
        wanted = List.copyOf(wanted);
        features = List.copyOf(features);
    }
}
