package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.memory.TaskMemory;
import java.io.Serializable;

/**
 * The tasks that a join is divided into.
 *
 * @param count how many tasks; 0 leaves it to Spark, which may then put small ones together
 * @param memory what each may take
 */
public record JoinTasks(int count, TaskMemory memory) implements Serializable {}
