/**
 * The rules of time that training and serving share: time to live, knowledge of late rows, spans of event time.
 *
 * <p>Published: users may rely on {@link Knowledge}, {@link TimeRange} and {@link TimeToLive}.
 */
@NullMarked
package dev.tidemark.time;

import org.jspecify.annotations.NullMarked;
