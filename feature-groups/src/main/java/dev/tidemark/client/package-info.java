/** A client of the server, with no more than the JDK: lookups and pushes. */
@NullMarked
package dev.tidemark.client;

import org.jspecify.annotations.NullMarked;
