/** What the address of a request names. */
@NullMarked
package dev.tidemark.server.address;

import org.jspecify.annotations.NullMarked;
