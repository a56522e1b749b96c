/**
 * Tests of feature groups: source rows in, the row that is valid at an instant out. For users' projects.
 *
 * <p>Published: users may rely on its public types.
 */
@NullMarked
package dev.tidemark.testing;

import org.jspecify.annotations.NullMarked;
