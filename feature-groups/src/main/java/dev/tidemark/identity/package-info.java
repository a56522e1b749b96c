/** Which values of other types stand for a join key: exactly, or not at all. */
@NullMarked
package dev.tidemark.identity;

import org.jspecify.annotations.NullMarked;
