/**
 * Windows in Spark's plans: one exchange brings the events of an entity to one task, and a timeline slides over them.
 */
@NullMarked
package dev.tidemark.compile.slide;

import org.jspecify.annotations.NullMarked;
