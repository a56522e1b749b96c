/** Functions over the values inside a sliding window: a value enters, the oldest leaves, the result is exact. */
@NullMarked
package dev.tidemark.window.aggregate;

import org.jspecify.annotations.NullMarked;
