/** The rules of time that every path shares: how long a value lives, what was known when, spans of event time. */
@NullMarked
package dev.tidemark.time;

import org.jspecify.annotations.NullMarked;
