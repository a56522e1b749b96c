/** The online store: the newest row of each entity, its byte formats and its rules. */
@NullMarked
package dev.tidemark.online;

import org.jspecify.annotations.NullMarked;
