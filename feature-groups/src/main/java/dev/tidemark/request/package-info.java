/** What a client may ask of the server, as values that both know. */
@NullMarked
package dev.tidemark.request;

import org.jspecify.annotations.NullMarked;
