/** Computes groups on a schedule: Quartz in the metadata database, each group's cron in UTC. */
@NullMarked
package dev.tidemark.schedule;

import org.jspecify.annotations.NullMarked;
