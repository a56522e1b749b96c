/** Feature groups and services that go out of use, and the removal of what is left of groups. */
@NullMarked
package dev.tidemark.retirement;

import org.jspecify.annotations.NullMarked;
