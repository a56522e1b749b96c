/** What pushed rows wait for. */
@NullMarked
package dev.tidemark.server.push;

import org.jspecify.annotations.NullMarked;
