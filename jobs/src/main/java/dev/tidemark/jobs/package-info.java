/**
 * The Spark jobs as main classes for {@code spark-submit}.
 *
 * <p>Published: users may name {@link ApplyJob}, {@link IngestJob}, {@link MaterializeJob}, {@link StreamJob}, {@link
 * SyncJob} and {@link TrainingSetJob}.
 */
@NullMarked
package dev.tidemark.jobs;

import org.jspecify.annotations.NullMarked;
