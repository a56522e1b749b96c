/** Windows in Spark's plans: the events of an entity come together, and a timeline slides over them, without rows of objects. */
@NullMarked
package dev.tidemark.compile.slide;

import org.jspecify.annotations.NullMarked;
