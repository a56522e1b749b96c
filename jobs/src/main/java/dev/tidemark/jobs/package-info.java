/** The Spark jobs as main classes for {@code spark-submit}. */
@NullMarked
package dev.tidemark.jobs;

import org.jspecify.annotations.NullMarked;
