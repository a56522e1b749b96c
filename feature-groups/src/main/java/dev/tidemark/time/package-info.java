/** The rules of time that training and serving share: time to live, knowledge of late rows, spans of event time. */
@NullMarked
package dev.tidemark.time;

import org.jspecify.annotations.NullMarked;
