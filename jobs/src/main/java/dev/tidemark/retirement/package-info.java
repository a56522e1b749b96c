/** Takes feature groups and services out of use, and removes the remaining data of groups. */
@NullMarked
package dev.tidemark.retirement;

import org.jspecify.annotations.NullMarked;
