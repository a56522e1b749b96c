/**
 * Classes that users name in the configuration of a Spark session.
 *
 * <p>Published: users may rely on its public types.
 */
@NullMarked
package dev.tidemark.spark;

import org.jspecify.annotations.NullMarked;
