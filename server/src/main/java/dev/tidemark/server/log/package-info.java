/** What the server logs: short lines that clients cannot forge. */
@NullMarked
package dev.tidemark.server.log;

import org.jspecify.annotations.NullMarked;
