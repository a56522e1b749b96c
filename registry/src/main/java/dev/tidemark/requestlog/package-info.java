/** Keeps the servers' answers in the metadata database until they are in the table of the request log. */
@NullMarked
package dev.tidemark.requestlog;

import org.jspecify.annotations.NullMarked;
