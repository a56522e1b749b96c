/** Tests of feature groups: source rows in, the row that is valid at an instant out. For users' projects. */
@NullMarked
package dev.tidemark.testing;

import org.jspecify.annotations.NullMarked;
