/**
 * Feature groups that a Java class computes on Spark: the interface that users implement, and what it receives.
 *
 * <p>Published: users may rely on its public types.
 */
@NullMarked
package dev.tidemark.compute;

import org.jspecify.annotations.NullMarked;
