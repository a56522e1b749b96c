package dev.tidemark.compile.slide;

import dev.tidemark.compile.RefusalText;
import dev.tidemark.window.WindowProgram;
import java.io.Serializable;

/**
 * Everything that a task needs to compute the rows of its entities.
 *
 * @param events the form of the rows that it reads: join keys, event time and so on
 * @param tasks how many tasks there are; 0 leaves it to Spark, which may put small ones together
 */
public record SlideSpec(EventForm events, WindowProgram program, RefusalText refusals, int tasks)
        implements Serializable {}
