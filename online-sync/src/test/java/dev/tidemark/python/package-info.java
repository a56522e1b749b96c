/** Python clients that tests run against real servers. */
@NullMarked
package dev.tidemark.python;

import org.jspecify.annotations.NullMarked;
