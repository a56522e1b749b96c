/** The server's log: short lines that clients cannot forge. */
@NullMarked
package dev.tidemark.server.log;

import org.jspecify.annotations.NullMarked;
