/** The values that a client and the server exchange in requests. */
@NullMarked
package dev.tidemark.request;

import org.jspecify.annotations.NullMarked;
