/**
 * A client of the server, with no more than the JDK: lookups and pushes.
 *
 * <p>Published: users may rely on its public types.
 */
@NullMarked
package dev.tidemark.client;

import org.jspecify.annotations.NullMarked;
