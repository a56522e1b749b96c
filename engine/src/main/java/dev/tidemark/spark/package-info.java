/** Classes that users name in the configuration of a Spark session. */
@NullMarked
package dev.tidemark.spark;

import org.jspecify.annotations.NullMarked;
