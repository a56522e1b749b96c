/** Measures serving: the server beside its own echo, and the codec beside a library's, in one run. */
@NullMarked
package dev.tidemark.benchmark.serving;

import org.jspecify.annotations.NullMarked;
